// The names that the types of Node.js 26 have, too: a program that uses these compiles
// with either.
import { dlopen, DynamicLibrary, types } from 'node:ffi';
import type {
  ArgumentType, ArgumentTypeMap, ArgumentTypesFromFunctionSignature, CallbackFunction, CallbackFunctionFromSignature,
  DataTypeMap, DynamicLibraryResult, FunctionDefinitions, FunctionSignature, ReturnType,
  ReturnTypeFromFunctionSignature, ReturnTypeMap, WrappedFunction, WrappedFunctionFromSignature, WrappedFunctionsFromDefinitions,
} from 'node:ffi';

const definitions = {
  cos: { arguments: ['double'], return: 'double' },
  llabs: { arguments: [types.INT_64], return: types.INT_64 },
} as const satisfies FunctionDefinitions;
type Functions = WrappedFunctionsFromDefinitions<typeof definitions>;

export const { functions }: { functions: Functions } = dlopen('libm.so.6', definitions);
export const result: DynamicLibraryResult<typeof definitions> = dlopen('libm.so.6', definitions);
export const cos: WrappedFunction<'double', ['double']> = functions.cos;
export const llabs: WrappedFunctionFromSignature<typeof definitions.llabs> = functions.llabs;
export const half: CallbackFunction<'double', ['double']> = (value) => value / 2;
export const same: CallbackFunctionFromSignature<typeof definitions.cos> = half;

export const absolute: typeof half =
  new DynamicLibrary(null).getFunction('fabs', { arguments: ['double'], return: 'double' });

export const argument: ArgumentType = 'pointer';
export const nothing: ReturnType = 'void';
export const declared: ArgumentTypesFromFunctionSignature<typeof definitions.cos>[0] = 'double';
export const returned: ReturnTypeFromFunctionSignature<typeof definitions.cos> = 'double';
export const number: ArgumentTypeMap[DataTypeMap['i32']] = 5;
export const address: ReturnTypeMap[DataTypeMap['pointer']] = 5n;
