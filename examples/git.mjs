// Shows the branches, the remotes and the last commits of a Git repository, with libgit2:
// opaque handles, which end with the block that they are in, and out parameters.
//
//   node --experimental-ffi git.mjs [FOLDER]
import { array, cdef, dlopen, findLibrary, handle, out, pointer, struct } from 'node:ffi';

const path = findLibrary('git2');
if (path === undefined)
  throw new Error('libgit2 is needed (Debian, Ubuntu: the package libgit2-1.9)');

// What the headers in git2/ say.
const Repository = handle('git_repository', { close: 'git_repository_free' });
const Walk = handle('git_revwalk', { close: 'git_revwalk_free' });
const Commit = handle('git_commit', { close: 'git_commit_free' });
const StringArray = struct(
  { strings: pointer(array('cstring', { countedBy: 'count' })), count: 'size_t' });
const { functions, types } = cdef(`
  typedef struct { unsigned char id[20]; } git_oid;
  typedef struct { int64_t time; int offset; char sign; } git_time;
  typedef struct { const char *name, *email; git_time when; } git_signature;
  typedef struct { const char *message; int klass; } git_error;
  int git_libgit2_init(void);
  int git_libgit2_shutdown(void);
  const git_error *git_error_last(void);
  void git_strarray_dispose(git_strarray *);
  int git_revwalk_push_head(git_revwalk *);
  const git_signature *git_commit_author(const git_commit *);
  const char *git_commit_summary(git_commit *);
  const char *git_oid_tostr_s(const git_oid *);
`, { types: { git_revwalk: Walk, git_commit: Commit, git_strarray: StringArray } });
const { git_error: GitError, git_oid: Oid, git_signature: Signature } = types;
const { functions: git } = dlopen(path, {
  ...functions,
  git_repository_open_ext: {
    arguments: [out(Repository), 'cstring', 'uint', 'cstring'], return: 'int',
  },
  git_reference_list: { arguments: [out(StringArray), Repository], return: 'int' },
  git_remote_list: { arguments: [out(StringArray), Repository], return: 'int' },
  git_revwalk_new: { arguments: [out(Walk), Repository], return: 'int' },
  git_revwalk_next: { arguments: [out(Oid), Walk], return: 'int' },
  git_commit_lookup: { arguments: [out(Commit), Repository, pointer(Oid)], return: 'int' },
});
const GIT_ITEROVER = -31;

// What a function wrote, if it did not fail.
function resultOf({ value, out: [result] }) {
  if (value < 0)
    throw new Error(GitError.at(git.git_error_last()).message);
  return result;
}

function strings(found) {
  const copies = found.strings === null ? [] : [...found.strings];
  git.git_strarray_dispose(found);
  return copies;
}

function* commits(repository) {
  using walk = resultOf(git.git_revwalk_new(repository));
  git.git_revwalk_push_head(walk);
  for (;;) {
    const found = git.git_revwalk_next(walk);
    if (found.value === GIT_ITEROVER) return;
    const id = resultOf(found);
    using commit = resultOf(git.git_commit_lookup(repository, id));
    const { name, when } = Signature.at(git.git_commit_author(commit));
    yield {
      id: git.git_oid_tostr_s(id)?.slice(0, 8), author: name,
      date: new Date(Number(when.time) * 1000), summary: git.git_commit_summary(commit),
    };
  }
}

git.git_libgit2_init();
{
  using repository = resultOf(git.git_repository_open_ext(process.argv[2] ?? '.', 0, null));
  const branches = strings(resultOf(git.git_reference_list(repository)))
    .filter((name) => name.startsWith('refs/heads/'));
  const remotes = strings(resultOf(git.git_remote_list(repository)));
  console.log(`branches: ${branches.map((name) => name.slice(11)).join(' ')}`);
  console.log(`remotes:  ${remotes.join(' ') || 'none'}`);
  for (const { id, author, date, summary } of commits(repository).take(5))
    console.log(`${id} ${date.toISOString().slice(0, 10)} ${author}: ${summary}`);
}
git.git_libgit2_shutdown();
