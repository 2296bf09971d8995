using System.Collections;
using System.Globalization;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Verifiers.Api.Models;
using Verifiers.Api.Settings;

namespace Verifiers.Api.Tests.Settings;

/// <summary>The table of <c>docs/operations.md</c> against the classes that the service really reads.</summary>
public sealed class SettingsTableTests
{
    private static readonly Dictionary<string, (string Unit, string Default, string Meaning)> Table = ReadTable();

    [Fact]
    public void Every_setting_has_a_row_and_every_row_is_a_setting()
    {
        var real = Properties().Select(one => one.Name).Append("urls").Order(StringComparer.Ordinal);
        Assert.Equal(real, Table.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_row_gives_the_default_that_is_in_force()
    {
        foreach (var (name, value) in Properties())
            Assert.True(Table[name].Default == value, $"{name}: the table says '{Table[name].Default}', the class '{value}'.");
        Assert.Equal(VerifierService.DefaultUrl, Table["urls"].Default);
    }

    [Fact]
    public void Every_row_says_what_it_means() => Assert.All(Table, row => Assert.True(row.Value.Meaning.Length > 10, row.Key));

    [Fact]
    public void Every_number_and_time_has_a_unit()
    {
        foreach (var (name, property) in Sections().SelectMany(section => PropertiesOf(section.Type).Select(property => ($"{section.Name}:{property.Name}", property))))
        {
            var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            if (type == typeof(int) || type == typeof(double) || type == typeof(TimeSpan))
                Assert.True(Table[name.Replace("Models:", "Models:<name>:", StringComparison.Ordinal)].Unit.Length > 0, name);
        }
    }

    private static IEnumerable<(string Name, string Default)> Properties()
    {
        foreach (var section in Sections())
        {
            var defaults = Activator.CreateInstance(section.Type)!;
            foreach (var property in PropertiesOf(section.Type))
            {
                var name = section.Type == typeof(ModelSettings) ? $"Models:<name>:{property.Name}" : $"{section.Name}:{property.Name}";
                yield return (name, Text(property.GetValue(defaults)));
            }
        }
    }

    private static IEnumerable<SettingsSection> Sections()
    {
        using var services = VerifierService.ForScoring();
        return [.. services.GetServices<SettingsSection>()];
    }

    /// <summary>What configuration can set.</summary>
    private static IEnumerable<PropertyInfo> PropertiesOf(Type type) => type.GetProperties().Where(property => property.SetMethod is { IsPublic: true });

    private static string Text(object? value) => value switch
    {
        null or "" or ICollection { Count: 0 } => "none",
        bool yes => yes ? "true" : "false",
        Enum word => word.ToString().ToLowerInvariant(),
        TimeSpan time => time.ToString(time.Milliseconds == 0 ? "c" : @"hh\:mm\:ss\.FFF", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    private static Dictionary<string, (string, string, string)> ReadTable()
    {
        var rows = new Dictionary<string, (string, string, string)>(StringComparer.Ordinal);
        var page = File.ReadAllLines(Path.Combine(Root(AppContext.BaseDirectory), "docs", "operations.md"));
        foreach (var cells in page.SkipWhile(line => line != "## Settings").Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => line.Split('|')))
        {
            var name = cells[1].Trim().Trim('`');
            Assert.True(rows.TryAdd(name, (cells[2].Trim(), cells[3].Trim().Trim('`'), cells[4].Trim())), $"'{name}' stands twice.");
        }
        return rows;
    }

    internal static string Root(string folder) => File.Exists(Path.Combine(folder, "Verifiers.sln")) ? folder : Root(Path.GetDirectoryName(folder)!);
}
