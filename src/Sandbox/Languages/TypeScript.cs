namespace Verifiers.Sandbox.Languages;

/// <summary>TypeScript by Node.js: the types are taken out and not checked, for a wrong type is no wrong answer.</summary>
internal static class TypeScript
{
    private const string Compiler = "/usr/share/nodejs/typescript/lib/typescript.js";

    private const string Transpile = """
        const ts = require(process.argv[1]), fs = require("fs");
        const [, , source, target] = process.argv;
        const { outputText, diagnostics } = ts.transpileModule(fs.readFileSync(source, "utf8"), {
          fileName: source, reportDiagnostics: true,
          compilerOptions: { target: "ES2022", module: "CommonJS", esModuleInterop: true },
        });
        for (const one of diagnostics) {
          const at = one.file && one.file.getLineAndCharacterOfPosition(one.start);
          console.error(`${source}:${at ? at.line + 1 : 1}: error: ${ts.flattenDiagnosticMessageText(one.messageText, "\n")}`);
        }
        if (diagnostics.length) process.exit(1);
        fs.writeFileSync(target, outputText);
        """;

    public static Language Description { get; } = new("typescript", JavaScript.NodeRun)
    {
        Needs = ["/usr/bin/node", Compiler],
        VersionCommand = ["/usr/bin/node", "-p", $"'TypeScript ' + require('{Compiler}').version + ' on Node.js ' + process.version"],
        Packages = "nodejs node-typescript",
        SourceName = "solution.ts",
        Compile = new LanguageCommand("/usr/bin/node", "-e", Transpile, Compiler, "{source}", "/tmp/solution.js"),
        Compiled = "/tmp/solution.js",
        RuntimeMemoryMiB = 96,
        RuntimeThreads = 24,
    };
}
