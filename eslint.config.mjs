import eslint from "@eslint/js";
import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["dist/**", "node_modules/**", "test/output/**", "samples/**"] },
  eslint.configs.recommended,
  {
    // AssemblyScript: TypeScript's syntax with decorators on functions, but types of its own, which its compiler checks.
    files: ["src/engine/kernels/assembly/**/*.ts"],
    languageOptions: { parser: tseslint.parser, parserOptions: { allowInvalidAST: true } },
    rules: {
      "no-undef": "off",
      "no-unused-vars": "off",
      "no-loss-of-precision": "off",
      "max-lines": ["error", { max: 400 }],
    },
  },
  {
    files: ["**/*.ts"],
    ignores: ["src/engine/kernels/assembly/**"],
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: {
        // One program for all: what each floor may use is what `npm run check:types` sees to.
        project: ["./tsconfig.lint.json"],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-non-null-assertion": "error",
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/prefer-for-of": "off",
      "max-lines": ["error", { max: 400 }],
      "no-restricted-exports": ["error", { restrictDefaultExports: { direct: true, named: true, defaultFrom: true } }],
    },
  },
  {
    // Core floors take randomness, time and I/O from outside (STYLE.md habit 5).
    files: ["src/{base,engine,data,models,experiment,protocol,services,worker}/**/*.ts"],
    ignores: ["src/engine/kernels/assembly/**"],
    rules: {
      "no-restricted-properties": [
        "error",
        { object: "Math", property: "random", message: "take a RandomStream" },
        { object: "Date", property: "now", message: "take a clock" },
        ...["exp", "log", "log2", "log10", "pow", "tanh", "expm1", "log1p", "sin", "cos", "cosh", "sinh"].map(
          (property) => ({
            object: "Math",
            property,
            message:
              "engines differ between versions: use src/base/elementary.ts (DEFINITIONS: randomness and determinism)",
          }),
        ),
      ],
      "no-restricted-globals": ["error", "setTimeout", "setInterval", "setImmediate", "performance", "Date"],
    },
  },
  {
    // Kernels index buffers whose bounds their callers have checked.
    files: ["src/engine/kernels/**/*.ts"],
    rules: { "@typescript-eslint/no-non-null-assertion": "off" },
  },
  {
    files: ["*.config.ts"],
    rules: { "no-restricted-exports": "off" },
  },
  {
    files: ["**/*.mjs", "**/*.cjs"],
    languageOptions: {
      globals: {
        process: "readonly",
        console: "readonly",
        URL: "readonly",
        Buffer: "readonly",
        setTimeout: "readonly",
        clearTimeout: "readonly",
        setInterval: "readonly",
        clearInterval: "readonly",
        fetch: "readonly",
        module: "writable",
        AbortSignal: "readonly",
      },
    },
  },
);
