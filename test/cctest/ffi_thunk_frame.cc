#include "ffi_thunk_frame.h"

#if defined(__linux__) && (defined(__x86_64__) || defined(__aarch64__))

Frame ffi_test_received;
uint64_t ffi_test_received_stack;
Frame ffi_test_left;
uint64_t ffi_test_left_stack;
Returned ffi_test_returned;
alignas(16) unsigned char ffi_test_result_room[256];

static_assert(offsetof(Frame, floats) == 64);
static_assert(offsetof(Frame, slots) == 128);
static_assert(Frame::kSlots == 160);
static_assert(offsetof(Returned, floats) == 16);

#endif

#if defined(__linux__) && defined(__x86_64__)

asm(R"(
    .text
    .globl FfiTestReceive
    .type FfiTestReceive, @function
FfiTestReceive:
    movq ffi_test_received@GOTPCREL(%rip), %rax
    movq %rdi, 0(%rax)
    movq %rsi, 8(%rax)
    movq %rdx, 16(%rax)
    movq %rcx, 24(%rax)
    movq %r8, 32(%rax)
    movq %r9, 40(%rax)
    movsd %xmm0, 64(%rax)
    movsd %xmm1, 72(%rax)
    movsd %xmm2, 80(%rax)
    movsd %xmm3, 88(%rax)
    movsd %xmm4, 96(%rax)
    movsd %xmm5, 104(%rax)
    movsd %xmm6, 112(%rax)
    movsd %xmm7, 120(%rax)
    leaq 8(%rsp), %rsi  # Behind the return address.
    movq ffi_test_received_stack@GOTPCREL(%rip), %rcx
    movq %rsi, (%rcx)
    leaq 128(%rax), %rdi
    movl $160, %ecx
    rep movsq
    movabsq $0x0123456789ABCDEF, %rax
    ret
    .size FfiTestReceive, . - FfiTestReceive

    .globl FfiTestCallWithFrame
    .type FfiTestCallWithFrame, @function
FfiTestCallWithFrame:
    pushq %rbp
    movq %rsp, %rbp
    subq $160 * 8, %rsp
    movq %rdi, %r11
    movq %rsi, %rax
    leaq 128(%rax), %rsi
    movq %rsp, %rdi
    movl $160, %ecx
    rep movsq
    movq 0(%rax), %rdi
    movq 8(%rax), %rsi
    movq 16(%rax), %rdx
    movq 24(%rax), %rcx
    movq 32(%rax), %r8
    movq 40(%rax), %r9
    movsd 64(%rax), %xmm0
    movsd 72(%rax), %xmm1
    movsd 80(%rax), %xmm2
    movsd 88(%rax), %xmm3
    movsd 96(%rax), %xmm4
    movsd 104(%rax), %xmm5
    movsd 112(%rax), %xmm6
    movsd 120(%rax), %xmm7
    call *%r11
    movq ffi_test_returned@GOTPCREL(%rip), %rcx
    movq %rax, 0(%rcx)
    movq %rdx, 8(%rcx)
    movsd %xmm0, 16(%rcx)
    movsd %xmm1, 24(%rcx)
    leaq -160 * 8(%rbp), %rsi
    cmpq %rsi, %rsp
    je 1f
    ud2
1:  movq ffi_test_left_stack@GOTPCREL(%rip), %rcx
    movq %rsi, (%rcx)
    movq ffi_test_left@GOTPCREL(%rip), %rdi
    addq $128, %rdi
    movl $160, %ecx
    rep movsq
    leave
    ret
    .size FfiTestCallWithFrame, . - FfiTestCallWithFrame
)");

#elif defined(__linux__) && defined(__aarch64__)

asm(R"(
    .text
    .globl FfiTestReceive
    .type FfiTestReceive, %function
FfiTestReceive:
    adrp x9, :got:ffi_test_received
    ldr x9, [x9, :got_lo12:ffi_test_received]
    stp x0, x1, [x9, 0]
    stp x2, x3, [x9, 16]
    stp x4, x5, [x9, 32]
    stp x6, x7, [x9, 48]
    stp d0, d1, [x9, 64]
    stp d2, d3, [x9, 80]
    stp d4, d5, [x9, 96]
    stp d6, d7, [x9, 112]
    mov x10, sp
    adrp x11, :got:ffi_test_received_stack
    ldr x11, [x11, :got_lo12:ffi_test_received_stack]
    str x10, [x11]
    add x9, x9, 128
    mov x11, 160
1:  ldr x12, [x10], 8
    str x12, [x9], 8
    subs x11, x11, 1
    b.ne 1b
    ldr x0, =0x0123456789ABCDEF
    ret
    .size FfiTestReceive, . - FfiTestReceive
    .ltorg

    .globl FfiTestCallWithFrame
    .type FfiTestCallWithFrame, %function
FfiTestCallWithFrame:
    stp x29, x30, [sp, -32]!
    str x19, [sp, 16]
    mov x29, sp
    sub sp, sp, 160 * 8
    mov x16, x0
    mov x17, x1
    add x9, x1, 128
    mov x10, sp
    mov x11, 160
1:  ldr x12, [x9], 8
    str x12, [x10], 8
    subs x11, x11, 1
    b.ne 1b
    adrp x8, :got:ffi_test_result_room
    ldr x8, [x8, :got_lo12:ffi_test_result_room]
    ldp x0, x1, [x17, 0]
    ldp x2, x3, [x17, 16]
    ldp x4, x5, [x17, 32]
    ldp x6, x7, [x17, 48]
    ldp d0, d1, [x17, 64]
    ldp d2, d3, [x17, 80]
    ldp d4, d5, [x17, 96]
    ldp d6, d7, [x17, 112]
    mov x19, sp
    blr x16
    adrp x9, :got:ffi_test_returned
    ldr x9, [x9, :got_lo12:ffi_test_returned]
    stp x0, x1, [x9, 0]
    stp d0, d1, [x9, 16]
    stp d2, d3, [x9, 32]
    mov x10, sp
    cmp x10, x19
    b.eq 2f
    brk 0
2:  adrp x9, :got:ffi_test_left_stack
    ldr x9, [x9, :got_lo12:ffi_test_left_stack]
    str x10, [x9]
    adrp x9, :got:ffi_test_left
    ldr x9, [x9, :got_lo12:ffi_test_left]
    add x9, x9, 128
    mov x11, 160
3:  ldr x12, [x10], 8
    str x12, [x9], 8
    subs x11, x11, 1
    b.ne 3b
    mov sp, x29
    ldr x19, [sp, 16]
    ldp x29, x30, [sp], 32
    ret
    .size FfiTestCallWithFrame, . - FfiTestCallWithFrame
)");

#endif
