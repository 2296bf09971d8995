using System.Text;
using Verifiers.Api.Rubrics;

namespace Verifiers.Api.Tests.Rubrics;

public sealed class YamlAsJsonTests
{
    [Theory]
    [InlineData("a: 1", """{"a":1}""")]
    [InlineData("a: [1, -2.5, 1e3, .5, +7, 0x10]", """{"a":[1,-2.5,1e3,0.5,7,"0x10"]}""")]
    [InlineData("a: yes\nb: true\nc: null\nd: ~\ne:", """{"a":"yes","b":true,"c":null,"d":null,"e":null}""")]
    [InlineData("a: \"1\"\nb: 'true'", """{"a":"1","b":"true"}""")]
    [InlineData("- x\n- {y: z}\n- []", """["x",{"y":"z"},[]]""")]
    [InlineData("a: |\n  one\n  two\n", """{"a":"one\ntwo\n"}""")]
    [InlineData("# only a value\n7", "7")]
    public void YAML_is_the_JSON_that_it_writes(string yaml, string json) =>
        Assert.Equal(json, YamlAsJson.Parse(Encoding.UTF8.GetBytes(yaml)).GetRawText());

    [Theory]
    [InlineData("a: [1", "line")]
    [InlineData("a: &x 1\nb: *x", "line 1, column 4")]
    [InlineData("a: !!float 1", "line 1, column 4")]
    [InlineData("a: 1\n---\nb: 2", "second")]
    [InlineData("? [a]\n: b", "line 1")]
    [InlineData("a: b: c", "line 1")]
    public void What_is_not_read_is_refused_with_its_place(string yaml, string place) =>
        Assert.Contains(place, Assert.Throws<FormatException>(() => YamlAsJson.Parse(Encoding.UTF8.GetBytes(yaml))).Message, StringComparison.Ordinal);

    [Fact]
    public void Depth_and_encoding_are_checked()
    {
        Assert.Throws<FormatException>(() => YamlAsJson.Parse(Encoding.UTF8.GetBytes(new string('[', 100) + new string(']', 100))));
        Assert.Throws<FormatException>(() => YamlAsJson.Parse([0x61, 0xFF]));
        Assert.Throws<FormatException>(() => YamlAsJson.Parse([]));
    }
}
