// cc -shared -fPIC -o libadd.so add.c
int add_i32(int a, int b) {
  return a + b;
}
