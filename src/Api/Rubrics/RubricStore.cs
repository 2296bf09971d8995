using System.Collections.Frozen;
using System.Text.Json;
using Verifiers.Api.Catalog;
using Verifiers.Api.Scoring;
using Verifiers.Judges;
using Verifiers.Rubrics;

namespace Verifiers.Api.Rubrics;

/// <summary>
/// The rubrics this service knows by name: the built-in ones and those of the operator's folder. The folder is read at the start,
/// where a bad file stops the service, and again while it runs, where a bad file keeps the rubric that it held before in force.
/// </summary>
internal sealed class RubricStore
{
    private readonly VerifierSource _verifiers;
    private readonly IRewardFormulaCompiler _formulas;
    private readonly string? _folder;
    private readonly Lock _reloading = new();
    private volatile State _state;

    /// <summary>Reads all rubrics.</summary>
    /// <param name="verifiers">The verifiers they may name.</param>
    /// <param name="formulas">Compiles their expressions.</param>
    /// <param name="folder">The operator's folder of rubric files; null for none. One of the same name replaces a built-in rubric.</param>
    /// <exception cref="InvalidOperationException">A file is not a rubric: the service must not start without what it was given.</exception>
    public RubricStore(VerifierSource verifiers, IRewardFormulaCompiler formulas, string? folder)
    {
        (_verifiers, _formulas, _folder) = (verifiers, formulas, folder);
        _state = ReadAll(State.Nothing);
        if (_state.Problems is [var first, ..])
            throw new InvalidOperationException(first);
    }

    /// <summary>All rubrics by name.</summary>
    public IReadOnlyList<Rubric> All => _state.All;

    /// <summary>Built-in rubrics that cannot be used until the settings have the models that they name.</summary>
    public IReadOnlyList<UnavailableRubric> Unavailable => _state.Unavailable;

    /// <summary>What is wrong with the files, a sentence for each bad one; empty when all of them are in force.</summary>
    public IReadOnlyList<string> Problems => _state.Problems;

    /// <summary>The rubric that a request names or writes out.</summary>
    /// <exception cref="InvalidInputException">There is none of this name, or it is no rubric.</exception>
    public Rubric Choose(RubricChoice choice)
    {
        if (choice.Json.Kind == JsonValueKind.Object)
            return RubricReader.Read(choice.Json, _verifiers.Current);
        var (state, name) = (_state, choice.Json.String());
        if (state.ByName.TryGetValue(name, out var rubric))
            return rubric;
        throw state.Unavailable.FirstOrDefault(known => known.Name == name) is { } unavailable
            ? choice.Json.Refused($"the rubric '{name}' needs models that this service has not: the operator's settings lack {string.Join(" and ", unavailable.Missing)}.")
            : choice.Json.Expected("one of " + string.Join(", ", state.All.Select(known => known.Name)));
    }

    /// <summary>
    /// The rubric's name for counts: its own when the service knows it, <c>inline</c> for every one that came with a request. So requests
    /// cannot make the counts grow.
    /// </summary>
    public string LabelOf(Rubric rubric) =>
        _state.ByName.TryGetValue(rubric.Name, out var known) && known.Hash == rubric.Hash ? known.Name : "inline";

    /// <summary>Reads again what has changed: files, or the verifiers that they name. Requests that run keep the rubric they began with.</summary>
    /// <returns>Whether anything is different now.</returns>
    public bool Reload()
    {
        lock (_reloading)
        {
            var before = _state;
            var after = ReadAll(before);
            if (after.IsSameAs(before))
                return false;
            _state = after;
            return true;
        }
    }

    private State ReadAll(State before)
    {
        var verifiers = _verifiers.Current;
        var problems = new List<string>();
        var entries = new List<Entry>();
        foreach (var file in RubricFiles.BuiltIn())
            entries.Add(Read(file, verifiers, before, problems));
        try
        {
            foreach (var file in RubricFiles.In(_folder))
                entries.Add(Read(file, verifiers, before, problems));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            problems.Add($"The folder of rubrics cannot be read: {unreadable.Message}");
            entries = [.. entries.Where(entry => entry.File.IsBuiltIn), .. before.Entries.Where(entry => !entry.File.IsBuiltIn)];
        }

        var byName = new Dictionary<string, Entry>(StringComparer.Ordinal);
        foreach (var entry in entries.Where(entry => entry.Rubric is not null))
        {
            if (byName.TryGetValue(entry.Rubric!.Name, out var first) && !first.File.IsBuiltIn)
                problems.Add($"The rubrics {first.File.Source} and {entry.File.Source} have the same name '{entry.Rubric.Name}'; the first is in force.");
            else
                byName[entry.Rubric.Name] = entry;
        }
        return new(verifiers, entries, byName.Values.Select(entry => entry.Rubric!), problems);
    }

    private Entry Read(RubricFile file, VerifierCatalog verifiers, State before, List<string> problems)
    {
        var known = before.Entries.FirstOrDefault(entry => entry.File.Source == file.Source);
        if (known is { Problem: null } && ReferenceEquals(before.Verifiers, verifiers) && known.File.Content.AsSpan().SequenceEqual(file.Content))
            return known;
        try
        {
            return new(file, RubricReader.Read(file.Parse(), verifiers, Path.GetFileNameWithoutExtension(file.Source), _formulas), Problem: null);
        }
        catch (ModelMissingException missing) when (file.IsBuiltIn)
        {
            // Nobody asked for it, so its models need not be there; it says what it lacks to whoever asks.
            var json = file.Parse();
            return new(file, Rubric: null, Problem: null)
            {
                Unavailable = new(json.Optional("name").String(), json.Optional("description").String(), [.. missing.Models.Select(model => $"Models:{model}")]),
            };
        }
        catch (Exception fault) when (fault is FormatException or JsonException or InvalidInputException)
        {
            var kept = known?.Rubric is null ? "" : " The rubric that it held before stays in force.";
            var problem = $"The rubric {file.Source} cannot be used: {fault.Message}{kept}";
            problems.Add(problem);
            return new(file, known?.Rubric, problem);
        }
    }

    /// <summary>A file and the rubric in force because of it.</summary>
    private sealed record Entry(RubricFile File, Rubric? Rubric, string? Problem)
    {
        public UnavailableRubric? Unavailable { get; init; }
    }

    private sealed class State(VerifierCatalog? verifiers, IReadOnlyList<Entry> entries, IEnumerable<Rubric> rubrics, IReadOnlyList<string> problems)
    {
        public static State Nothing { get; } = new(null, [], [], []);

        public VerifierCatalog? Verifiers => verifiers;

        public IReadOnlyList<Entry> Entries => entries;

        public IReadOnlyList<string> Problems => problems;

        public IReadOnlyList<Rubric> All { get; } = [.. rubrics.OrderBy(rubric => rubric.Name, StringComparer.Ordinal)];

        public FrozenDictionary<string, Rubric> ByName { get; } = rubrics.ToFrozenDictionary(rubric => rubric.Name, StringComparer.Ordinal);

        public IReadOnlyList<UnavailableRubric> Unavailable { get; } =
            [.. entries.Select(entry => entry.Unavailable).OfType<UnavailableRubric>().ExceptBy(rubrics.Select(rubric => rubric.Name), rubric => rubric.Name)];

        public bool IsSameAs(State other) => All.SequenceEqual(other.All) && Problems.SequenceEqual(other.Problems, StringComparer.Ordinal);
    }
}

/// <summary>A built-in rubric that cannot be used yet.</summary>
/// <param name="Name">As a request would name it.</param>
/// <param name="Description">What it would reward.</param>
/// <param name="Missing">The settings that it lacks, such as <c>Models:safety</c>.</param>
internal sealed record UnavailableRubric(string Name, string Description, IReadOnlyList<string> Missing);
