using Microsoft.Extensions.Options;

namespace Verifiers.Api.Tests.Settings;

/// <summary>A setting that nothing reads stops the start: silently ignored, it would leave a limit where nobody expects it.</summary>
public sealed class MisspeltSettingTests
{
    [Theory]
    [InlineData("--Limit:MaxSamples", "64", "There is no setting 'Limit'")]
    [InlineData("--Limits.MaxSamples", "64", "There is no setting 'Limits.MaxSamples'")]
    [InlineData("--MaxSamples", "64", "There is no setting 'MaxSamples'")]
    [InlineData("--Limits:MaxSample", "64", "'MaxSample'")]
    [InlineData("--Engine:Cpu", "2", "'Cpu'")]
    [InlineData("--Queues:Cpu", "00:01:00", "'Cpu'")]
    [InlineData("--Security:Key", "none", "'Key'")]
    [InlineData("--Sandbox:Slot", "2", "'Slot'")]
    [InlineData("--Rubrics:Folders", "x", "'Folders'")]
    [InlineData("--Plugins:Path", "x", "'Path'")]
    [InlineData("--Reload:Second", "1", "'Second'")]
    [InlineData("--Review:Files", "x", "'Files'")]
    [InlineData("--Models:judge:Urls", "x", "Models:judge")]
    [InlineData("--Security:Keys", "maybe", "maybe")]
    [InlineData("--Limits:MaxSamples", "many", "many")]
    [InlineData("--Queues:SandboxBacklog", "-1.00:00:00", "SandboxBacklog")]
    [InlineData("--Limits:ShutdownSeconds", "-1", "ShutdownSeconds")]
    public async Task It_is_refused_with_its_name(string flag, string value, string name)
    {
        var refused = await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            await using var app = VerifierService.Build(["--urls", "http://127.0.0.1:0", "--Sandbox:Launchers", "bubblewrap", flag, value]);
            await app.StartAsync();
        });
        Assert.True(refused is InvalidOperationException or OptionsValidationException, refused.ToString());
        Assert.Contains(name, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sections_are_registered_in_the_one_way_that_checks_them_and_knows_their_names()
    {
        var source = Path.Combine(SettingsTableTests.Root(AppContext.BaseDirectory), "src", "Api");
        var others = Directory.EnumerateFiles(source, "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Where(file => File.ReadAllText(file).Contains(".Bind(", StringComparison.Ordinal)).Select(Path.GetFileName);
        Assert.Equal(["SettingsSection.cs"], others); // elsewhere: services.AddSettings<T>(configuration, "Section")
    }
}
