"""What a program may take from glibc, so that it runs where glibc is OLDEST.

A symbol of a newer version is taken under the version that it had before (most
of these moved from libpthread and libdl into libc, where the old versions stay),
by another name, or from glibc_compat.c. Source: the Versions files of glibc,
and its NEWS.
"""
OLDEST = (2, 31)

# The libraries that are the machine's own. libgcc_s is among them, since all
# that is in a process has to unwind through one and the same.
MACHINE = ('libc.so.6', 'libm.so.6', 'libgcc_s.so.1', 'ld-linux-x86-64.so.2')
# These are parts of libc since glibc 2.34.
BEFORE_2_34 = ('libpthread.so.0', 'libdl.so.2')

_BEFORE = {
    'GLIBC_2.2.5': '''
        dlclose dlerror dlopen dlsym dlvsym fmod sqrtf pthread_attr_getstack
        pthread_attr_setstacksize pthread_attr_setguardsize
        pthread_barrier_destroy pthread_barrier_init pthread_barrier_wait
        pthread_create pthread_detach pthread_getattr_np
        pthread_getspecific pthread_join pthread_key_create pthread_key_delete pthread_kill
        pthread_mutex_trylock pthread_mutexattr_destroy pthread_mutexattr_init
        pthread_mutexattr_settype pthread_once pthread_rwlock_destroy pthread_rwlock_init
        pthread_rwlock_rdlock pthread_rwlock_tryrdlock pthread_rwlock_trywrlock
        pthread_rwlock_unlock pthread_rwlock_wrlock pthread_setspecific pthread_sigmask
        sem_destroy sem_init sem_post sem_timedwait sem_trywait sem_wait dladdr''',
    'GLIBC_2.3.3': 'dladdr1 dlinfo pthread_condattr_setclock',
    'GLIBC_2.3.4': 'pthread_getaffinity_np pthread_setaffinity_np',
    'GLIBC_2.12': 'pthread_getname_np pthread_setname_np',
    'GLIBC_2.30': 'pthread_cond_clockwait sem_clockwait',
}
BEFORE = {name: (name, version) for version, names in _BEFORE.items() for name in names.split()}
# C23's, which read binary numbers too, and C99's; and what glibc_compat.c calls.
BEFORE.update({
    'old_libc_start_main': ('__libc_start_main', 'GLIBC_2.2.5'),
    '__isoc23_fscanf': ('__isoc99_fscanf', 'GLIBC_2.7'),
    '__isoc23_sscanf': ('__isoc99_sscanf', 'GLIBC_2.7'),
    '__isoc23_strtol': ('strtol', 'GLIBC_2.2.5'),
    '__isoc23_strtoll': ('strtoll', 'GLIBC_2.2.5'),
    '__isoc23_strtoul': ('strtoul', 'GLIBC_2.2.5'),
    '__isoc23_strtoull': ('strtoull', 'GLIBC_2.2.5'),
})


def is_old_enough(version):
  """Is a version there in the oldest glibc, and in the libgcc_s beside it (GCC 10)?"""
  family, _, number = version.partition('_')
  if family == 'GLIBC':
    return tuple(map(int, number.split('.'))) <= OLDEST
  return family != 'GCC' or int(number.split('.')[0]) <= 10
