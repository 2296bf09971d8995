using System.Text.Json;
using Verifiers.Code;

namespace Verifiers.Sandbox.Tests;

public abstract class FunctionCallTests(SandboxFixture sandbox)
{
    [Theory]
    [InlineData("class Solution:\n    def f(self, n: List[int]) -> Optional[Dict[str, int]]: return dict(Counter(n and 'ab'))", """{"a":1,"b":1}""")]
    [InlineData("def f(n): return [deque([1, 2])[0], inf > 1, reduce(lambda a, b: a + b, [1, 2]), list(product([1], [2])), ascii_lowercase[0], re.sub('a', 'b', 'a')]", """[1,true,3,[[1,2]],"a","b"]""")]
    [InlineData("def product(n): return 7\ndef f(n): return [product(n), pow(2, 5, 7), max(1, 2)]", "[7,4,2]")]
    public async Task What_LeetCode_imports_is_imported(string source, string value)
    {
        var result = await sandbox.Runner.CallAsync(source, "f", "[[1]]");
        Assert.Equal((RunOutcome.Exited, value, ""), (result.Outcome, result.ValueJson, result.StandardError));
    }

    [Fact]
    public async Task What_is_imported_for_a_program_is_not_its_own_function()
    {
        var result = await sandbox.Runner.CallAsync("x = 1", "product", "[[1]]");
        Assert.Equal(RunOutcome.FunctionFailed, result.Outcome);
    }

    [Theory]
    [InlineData("return None", "null")]
    [InlineData("return True", "true")]
    [InlineData("return 10 ** 40", "10000000000000000000000000000000000000000")]
    [InlineData("return -(7 ** 3)", "-343")]
    [InlineData("return 1.0", "1.0")]
    [InlineData("return 0.1 + 0.2", "0.30000000000000004")]
    [InlineData("return float('nan')", """{"$float":"nan"}""")]
    [InlineData("return [float('inf'), -float('inf')]", """[{"$float":"inf"},{"$float":"-inf"}]""")]
    [InlineData("return 'ä\\n\"'", "\"ä\\n\\\"\"")]
    [InlineData("return (1, [2, (3,)])", "[1,[2,[3]]]")]
    [InlineData("return {3}", """{"$set":[3]}""")]
    [InlineData("return frozenset()", """{"$set":[]}""")]
    [InlineData("return {'a': 1, '$set': [2], '$$': 3}", """{"a":1,"$$set":[2],"$$$":3}""")]
    [InlineData("return {1: 2, 'a': (3, 4)}", """{"$dict":[[1,2],["a",[3,4]]]}""")]
    [InlineData("import collections; return collections.Counter('aab')", """{"a":2,"b":1}""")]
    [InlineData("import collections; return collections.namedtuple('P', 'x y')(1, 2)", "[1,2]")]
    [InlineData("import enum; return enum.IntEnum('E', 'A B').B", "2")]
    [InlineData("class S(str):\n        __eq__ = lambda s, o: True\n        __str__ = lambda s: 'forged'\n        __hash__ = lambda s: 0\n    return S('x')", "\"x\"")]
    [InlineData("class I(int):\n        __int__ = lambda s: 7\n        __repr__ = lambda s: '[7]'\n    return I(3)", "3")]
    [InlineData("class L(list):\n        __iter__ = lambda s: iter([7])\n        __len__ = lambda s: 9\n    return L([3])", "[3]")]
    public async Task A_value_travels_as_plain_JSON(string body, string json)
    {
        var result = await sandbox.Runner.CallAsync($"def f():\n    {body}", "f");
        Assert.Equal((RunOutcome.Exited, json, ""), (result.Outcome, result.ValueJson, result.StandardError));
        using var _ = JsonDocument.Parse(result.ValueJson!);
    }

    [Theory]
    [InlineData("def f(): return object()", "type 'object'")]
    [InlineData("def f(): return lambda: 1", "type 'function'")]
    [InlineData("def f(): return b'x'", "type 'bytes'")]
    [InlineData("def f(): return (x for x in [1])", "type 'generator'")]
    [InlineData("def f(): return 1j", "type 'complex'")]
    [InlineData("def f(): return '\\ud800'", "surrogate")]
    [InlineData("def f():\n    x = []\n    x.append(x)\n    return x", "nested more than")]
    [InlineData("class P:\n    def __getattr__(self, k): return lambda *a, **kw: True\n    __eq__ = lambda s, o: True\ndef f(): return P()", "type 'P'")]
    [InlineData("def g(): return 1", "defines no function 'f'")]
    [InlineData("class Solution:\n    def g(self): return 1", "defines no function 'f'")]
    [InlineData("import os\nos._exit(0)", "ended before the function returned")]
    [InlineData("import sys\nsys.exit(0)", "ended before the function returned")]
    [InlineData("def f(): exit()", "ended before the function returned")]
    [InlineData("def f(): __import__('os')._exit(0)", "ended before the function returned")]
    [InlineData("def f(): __import__('os').execv('/bin/true', ['true'])", "ended before the function returned")]
    [InlineData("import os\nos.write(100, b'V\\0\\0\\0\\x015')\ndef f(): return 6", "ended before the function returned")]
    [InlineData("import os\nos.write(100, b'V\\0\\0\\0\\x03NaN')\nos._exit(0)", "no plain JSON")]
    [InlineData("import os\nos.write(100, b'V\\0\\0\\0\\x03[5,')\nos._exit(0)", "no plain JSON")]
    [InlineData("import os\nos.write(100, b'V\\0\\0\\x27\\x10' + b'[' * 5000 + b']' * 5000)\nos._exit(0)", "no plain JSON")]
    [InlineData("import os\nos.write(100, b'V\\0\\0\\0\\x08\"\\\\ud800\"')\nos._exit(0)", "no plain JSON")]
    [InlineData("import os\nos.write(100, b'V\\0\\0\\0\\0')\nos._exit(0)", "no plain JSON")]
    [InlineData("import os\nos.write(100, b'V\\xff\\xff\\xff\\xfb')\nos._exit(0)", "ended before the function returned")]
    [InlineData("import os\nos.write(100, b'V\\0\\0\\0\\x04\\xef\\xbb\\xbf5')\nos._exit(0)", "no plain JSON")]
    [InlineData("import os\nos.write(100, b'V\\0\\0\\0\\x04\"\\xff\\xfe\"')\nos._exit(0)", "no plain JSON")]
    [InlineData("class M(type):\n    __module__ = property(lambda c: 'numpy')\nclass X(metaclass=M):\n    def tolist(self): return X()\ndef f(): return X()", "nested more than")]
    [InlineData("import sys\nsys.excepthook = lambda *a: __import__('os')._exit(0)\ndef f(): raise ValueError", "ended before the function returned")]
    public async Task What_is_no_plain_value_is_said_so(string source, string why)
    {
        var result = await sandbox.Runner.CallAsync(source, "f");
        Assert.Equal((RunOutcome.FunctionFailed, null), (result.Outcome, result.ValueJson));
        Assert.Contains(why, result.StandardError, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("def f(a, b=2): return a + b", "[1]", "3")]
    [InlineData("class Solution:\n    def f(self, a): return a", "[{\"k\": [1.5, null, \"ä\"]}]", "{\"k\":[1.5,null,\"ä\"]}")]
    [InlineData("f = max", "[[3, 9, 4]]", "9")]
    [InlineData("def f(n): return n", "[123456789012345678901234567890]", "123456789012345678901234567890")]
    [InlineData("print('noise')\ndef f():\n    print('more')\n    return 1", "[]", "1")]
    [InlineData("def f(): return __name__\nif __name__ == '__main__': raise SystemExit(3)", "[]", "\"solution\"")]
    [InlineData("import os\ndef f():\n    os.fork()\n    return 5", "[]", "5")]
    [InlineData("from dataclasses import dataclass\n@dataclass\nclass P:\n    x: int\ndef f(): return P(4).x", "[]", "4")]
    public async Task Functions_are_called_with_plain_values(string source, string arguments, string json)
    {
        var result = await sandbox.Runner.CallAsync(source, "f", arguments);
        Assert.Equal((RunOutcome.Exited, json), (result.Outcome, result.ValueJson));
    }

    [Fact]
    public async Task An_exception_is_the_programs_own_end()
    {
        var result = await sandbox.Runner.CallAsync("def f(): raise KeyError('missing')", "f");
        Assert.Equal((RunOutcome.Exited, 1, null), (result.Outcome, result.ExitCode, result.ValueJson));
        Assert.Contains("""File "/tmp/solution.py", line 1, in f""", result.StandardError, StringComparison.Ordinal);
        Assert.EndsWith("KeyError: 'missing'\n", result.StandardError, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("def f(:", "SyntaxError")]
    [InlineData("x = '\0'", "null bytes")]
    [InlineData("  x = 1\n y = 2", "IndentationError")]
    public async Task A_program_that_does_not_compile_is_a_compile_error(string source, string message)
    {
        var call = await sandbox.Runner.CallAsync(source, "f");
        var run = await sandbox.Runner.ProgramAsync(source);
        Assert.Equal((RunOutcome.CompileError, RunOutcome.CompileError), (call.Outcome, run.Outcome));
        Assert.Contains(message, run.StandardError, StringComparison.Ordinal);
    }
}

public sealed class FunctionCallTestsOnBubblewrap(BubblewrapFixture sandbox) : FunctionCallTests(sandbox), IClassFixture<BubblewrapFixture>;

public sealed class FunctionCallTestsOnDocker(DockerFixture sandbox) : FunctionCallTests(sandbox), IClassFixture<DockerFixture>;
