import { Callback, DynamicLibrary } from 'node:ffi';
declare const Point_base: import("node:ffi").StructType<{
    readonly x: "double";
    readonly y: "double";
}>;
export declare class Point extends Point_base {
}
export declare const Div: import("node:ffi").StructType<{
    readonly quot: "int";
    readonly low: import("node:ffi").BitField<"int">;
    readonly _: import("node:ffi").AnonymousType<import("node:ffi").UnionType<{
        readonly a: "int";
        readonly b: "double";
    }>>;
}>;
export declare const Color: import("node:ffi").EnumerationType<{
    readonly RED: 0;
}, number, "name">;
declare const Db_base: import("node:ffi").HandleType<"db", never, undefined>;
export declare class Db extends Db_base {
}
export declare const Stmt: import("node:ffi").HandleType<"stmt", never, undefined>;
export declare const div: import("node:ffi").Instance<{
    readonly quot: "int";
    readonly low: import("node:ffi").BitField<"int">;
    readonly _: import("node:ffi").AnonymousType<import("node:ffi").UnionType<{
        readonly a: "int";
        readonly b: "double";
    }>>;
}>;
export declare const lib: DynamicLibrary, functions: {
    readonly f: import("node:ffi").NativeFunction<[import("node:ffi").InstanceOf<{
        readonly x: "double";
        readonly y: "double";
    }> | import("node:ffi").Bytes | import("node:ffi").StructInit<{
        readonly x: "double";
        readonly y: "double";
    }>, bigint | (import("node:ffi").InstanceOf<{
        readonly x: "double";
        readonly y: "double";
    }> | import("node:ffi").StructInit<{
        readonly x: "double";
        readonly y: "double";
    }>)[] | import("node:ffi").ArrayOf<{
        readonly x: "double";
        readonly y: "double";
    }> | import("node:ffi").InstanceOf<{
        readonly x: "double";
        readonly y: "double";
    }> | import("node:ffi").Bytes | null | undefined, bigint | number[] | ArrayBuffer | import("node:ffi").ArrayOf<"number"> | DataView<ArrayBufferLike> | Int32Array<ArrayBufferLike> | null | undefined, number | "RED", bigint | import("node:ffi").CallbackFunctionFromSignature<{
        readonly arguments: readonly ["int"];
    }> | import("node:ffi").FunctionPointer | null | undefined, number, import("node:ffi").Handle<"stmt", any>], {
        value: Point | null;
        errno: number;
        out: [Db | null, number];
    }>;
    readonly g: import("node:ffi").NonblockingFunction<[import("node:ffi").Handle<"stmt", any>], import("node:ffi").NativeFunction<[], undefined> | null> | null;
};
export declare const text: import("node:ffi").DeclaredLibrary<{
    cos: import("node:ffi").NativeFunction<[number], number>;
    f: import("node:ffi").NativeFunction<[bigint | object | import("node:ffi").Bytes | null | undefined, bigint | import("node:ffi").FunctionPointer | ((...args: any[]) => any) | null | undefined, any], bigint>;
}>;
export declare const declared: import("node:ffi").Declared<{
    cos: import("node:ffi").CDefinition<["double"], "double">;
    f: import("node:ffi").CDefinition<[import("node:ffi").CPointer<any>], "void">;
}>;
export declare const result: import("node:ffi").NativeFunction<[import("node:ffi").InstanceOf<{
    readonly x: "double";
    readonly y: "double";
}> | import("node:ffi").Bytes | import("node:ffi").StructInit<{
    readonly x: "double";
    readonly y: "double";
}>, bigint | (import("node:ffi").InstanceOf<{
    readonly x: "double";
    readonly y: "double";
}> | import("node:ffi").StructInit<{
    readonly x: "double";
    readonly y: "double";
}>)[] | import("node:ffi").ArrayOf<{
    readonly x: "double";
    readonly y: "double";
}> | import("node:ffi").InstanceOf<{
    readonly x: "double";
    readonly y: "double";
}> | import("node:ffi").Bytes | null | undefined, bigint | number[] | ArrayBuffer | import("node:ffi").ArrayOf<"number"> | DataView<ArrayBufferLike> | Int32Array<ArrayBufferLike> | null | undefined, number | "RED", bigint | import("node:ffi").CallbackFunctionFromSignature<{
    readonly arguments: readonly ["int"];
}> | import("node:ffi").FunctionPointer | null | undefined, number, import("node:ffi").Handle<"stmt", any>], {
    value: Point | null;
    errno: number;
    out: [Db | null, number];
}>;
export declare const cb: Callback<{
    readonly arguments: readonly ["int"];
}>;
export declare const v: import("node:ffi").Variable<typeof Point>;
export declare const a: Int32Array<ArrayBufferLike> & {
    readonly pointer: bigint;
};
export declare const p: Point;
export declare const s: import("node:ffi").ArenaBytes;
export declare function make(): {
    Point: typeof Point;
    Div: import("node:ffi").StructType<{
        readonly quot: "int";
        readonly low: import("node:ffi").BitField<"int">;
        readonly _: import("node:ffi").AnonymousType<import("node:ffi").UnionType<{
            readonly a: "int";
            readonly b: "double";
        }>>;
    }>;
    functions: {
        readonly f: import("node:ffi").NativeFunction<[import("node:ffi").InstanceOf<{
            readonly x: "double";
            readonly y: "double";
        }> | import("node:ffi").Bytes | import("node:ffi").StructInit<{
            readonly x: "double";
            readonly y: "double";
        }>, bigint | (import("node:ffi").InstanceOf<{
            readonly x: "double";
            readonly y: "double";
        }> | import("node:ffi").StructInit<{
            readonly x: "double";
            readonly y: "double";
        }>)[] | import("node:ffi").ArrayOf<{
            readonly x: "double";
            readonly y: "double";
        }> | import("node:ffi").InstanceOf<{
            readonly x: "double";
            readonly y: "double";
        }> | import("node:ffi").Bytes | null | undefined, bigint | number[] | ArrayBuffer | import("node:ffi").ArrayOf<"number"> | DataView<ArrayBufferLike> | Int32Array<ArrayBufferLike> | null | undefined, number | "RED", bigint | import("node:ffi").CallbackFunctionFromSignature<{
            readonly arguments: readonly ["int"];
        }> | import("node:ffi").FunctionPointer | null | undefined, number, import("node:ffi").Handle<"stmt", any>], {
            value: Point | null;
            errno: number;
            out: [Db | null, number];
        }>;
        readonly g: import("node:ffi").NonblockingFunction<[import("node:ffi").Handle<"stmt", any>], import("node:ffi").NativeFunction<[], undefined> | null> | null;
    };
};
export {};
