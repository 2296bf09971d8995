using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Verifiers.Api.Rescoring.Report;

/// <summary>
/// Rollouts and correct ones of each prompt. Rollouts answer the same prompt when they are of one file and step and name the same group,
/// or the same prompt where they name none. Above a million prompts every second one is dropped, by the hash of its name and thus the
/// same ones in each run; the page says so.
/// </summary>
internal sealed class PromptCounts(int most = 1_000_000)
{
    private Dictionary<UInt128, (int Rollouts, int Correct)> _prompts = [];
    private int _halvings;

    public void Add(ScoredRollout rollout)
    {
        if ((rollout.Group ?? rollout.Prompt) is not { } name)
            return;
        var key = Hash(string.Create(CultureInfo.InvariantCulture, $"{rollout.File}\0{rollout.Step}\0{(rollout.Group is null ? "prompt" : "group")}\0{name}"));
        if (!IsKept(key))
            return;
        var (rollouts, correct) = _prompts.GetValueOrDefault(key);
        _prompts[key] = (rollouts + 1, correct + (rollout.Verdict == Verdict.Correct ? 1 : 0));
        while (_prompts.Count > most)
        {
            _halvings++;
            _prompts = _prompts.Where(pair => IsKept(pair.Key)).ToDictionary();
        }
    }

    public PassAtKCurve? ToCurve()
    {
        if (_prompts.Count == 0)
            return null;
        var which = _halvings == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"Of the prompts, one in {1L << _halvings} is counted, chosen by its hash. ");
        return new(_prompts.Count, which + PassAtK.Sentence, PassAtK.Curve([.. _prompts.Values.GroupBy(counts => counts).Select(same => (same.Key.Rollouts, same.Key.Correct, (long)same.Count()))]));
    }

    private bool IsKept(UInt128 key) => (key & ((UInt128.One << _halvings) - 1)) == 0;

    private static UInt128 Hash(string name) => BitConverter.ToUInt128(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
}
