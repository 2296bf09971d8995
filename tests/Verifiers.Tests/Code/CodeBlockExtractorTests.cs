using Verifiers.Code;

namespace Verifiers.Tests.Code;

public sealed class CodeBlockExtractorTests
{
    public static TheoryData<string> Cases { get; } = LabelledCases.Ids("code/extraction.jsonl");

    [Theory, MemberData(nameof(Cases))]
    public void Finds_the_labelled_program(string id)
    {
        var example = LabelledCases.Get("code/extraction.jsonl", id);
        var found = CodeBlockExtractor.Extract(example.GetProperty("completion").GetString()!, example.GetProperty("language").GetString()!);
        Assert.Equal(example.GetProperty("expected_code").GetString(), found.Source);
    }

    [Theory]
    [InlineData("```python\na\n```\n```python\nb\n```", "b")]
    [InlineData("```python\na\n```\n```\nb\n```", "a")]
    [InlineData("```\na\n```\n```\nb\n```\n```text\nc\n```", "b")]
    [InlineData("<think>```python\na\n```</think>```python\nb\n```", "b")]
    [InlineData("<think>```python\na\n```</think>b", null)]
    [InlineData("</think>\n```python\nprint('<think>')\n```", "print('<think>')")]
    [InlineData("```python\na\n```\n<think>better:\n```python\nb\n```", "a")]
    [InlineData("~~~python\na\n~~~", "a")]
    [InlineData("~~~python\na\n```\n~~~", "a\n```")]
    [InlineData("~~~~ python\n~~~\n~~~~~", "~~~")]
    [InlineData("```python\r\na\r\nb\r\n```\r\n", "a\nb")]
    [InlineData("   ```python\n   a\n     b\n c\n   ```", "a\n  b\nc")]
    [InlineData("    ```python\n    a\n    ```", null)]
    [InlineData("1. Do this:\n   ```python\n   a\n   ```", "a")]
    [InlineData("10.  Do this:\n\n     ```python\n     if a:\n         b\n     ```\n", "if a:\n    b")]
    [InlineData("- ```python\n  a\n  ```", "a")]
    [InlineData("* x\n    * y\n\n      ```py\n      a\n      ```", "a")]
    [InlineData("```markdown\n```python\na\n```\n```", null)]
    [InlineData("````markdown\n```python\na\n```\n````", null)]
    [InlineData("```python\na\n``` \t\n", "a")]
    [InlineData("```python\na\n``` not a fence end\nb\n```", "a\n``` not a fence end\nb")]
    [InlineData("```python `x`\na\n```", null)]
    [InlineData("<answer>```python\na\n```</answer>", "a")]
    [InlineData("```python\na\n```</s>", "a")]
    [InlineData("<solution>```python\na\n```</solution>", "a")]
    [InlineData("<|im_start|> <answer>```python\na\n```", "a")]
    [InlineData("a < b > ```python\na\n```", null)]
    [InlineData("<p>so ```python\na\n```", null)]
    [InlineData("Write `<think>` first.\n```python\na\n```", "a")]
    [InlineData("```python title=\"a.py\"\na\n```", "a")]
    [InlineData("```python{1,3}\na\n```", "a")]
    [InlineData("```python3.11\na\n```", "a")]
    [InlineData("```language-python\na\n```", "a")]
    [InlineData("```python2\na\n```", null)]
    [InlineData("```cpp\na\n```\n", null)]
    [InlineData("```\nPython3\na\nb\n```", "a\nb")]
    [InlineData("```\njavascript\na\n```", null)]
    [InlineData("```\n\na\n\n```", "\na\n")]
    [InlineData("```python\na", null)]
    [InlineData("", null)]
    public void Reads_fences_as_CommonMark_does(string completion, string? program) =>
        Assert.Equal(program, CodeBlockExtractor.Extract(completion, "python").Source);

    [Theory]
    [InlineData("c++", "cpp")]
    [InlineData("C++17", "cpp")]
    [InlineData("cs", "csharp")]
    [InlineData("C#", "csharp")]
    [InlineData("golang", "go")]
    [InlineData("rs", "rust")]
    [InlineData("sh", "bash")]
    [InlineData("ts", "typescript")]
    [InlineData("node.js", "javascript")]
    [InlineData("g++", "cpp")]
    [InlineData("h", "h")]
    public void Knows_the_aliases_of_languages(string tag, string language) =>
        Assert.Equal("a", CodeBlockExtractor.Extract($"```{tag}\na\n```", language).Source);

    [Fact]
    public void Says_where_the_program_and_a_cut_off_block_stand()
    {
        const string Text = "So:\n```python\na\n```\nor\n```python\nb";
        var found = CodeBlockExtractor.Extract(Text, "python");
        Assert.Equal("a\n", found.Span!.Value.In(Text).ToString());
        Assert.Equal("```python\nb", Text[found.CutOffAt!.Value..]);
    }

    [Theory]
    [InlineData("print(1)\n", "print(1)")]
    [InlineData("<think>why</think>\n  print(1)\n", "  print(1)")]
    [InlineData("<think>why", null)]
    [InlineData("\n \n", null)]
    public void The_whole_text_can_be_the_program(string completion, string? program) =>
        Assert.Equal(program, CodeBlockExtractor.Extract(completion, "python", wholeText: true).Source);

    [Fact]
    public void Hostile_text_costs_linear_time() => HostileText.AssertLinear(text => CodeBlockExtractor.Extract(text, "python"));
}
