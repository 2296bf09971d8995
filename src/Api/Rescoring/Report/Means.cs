namespace Verifiers.Api.Rescoring.Report;

/// <summary>Mean rewards by the trainer's step. Above 500 different ones, steps are taken together by twos, fours, eights …</summary>
internal sealed class StepMeans
{
    private const int Most = 500;

    private SortedDictionary<long, Sums> _steps = [];
    private int _doublings;

    public void Add(long step, double reward, bool isCorrect)
    {
        var place = step >> _doublings;
        _steps[place] = _steps.GetValueOrDefault(place) + new Sums(1, reward, isCorrect ? 1 : 0);
        while (_steps.Count > Most)
            Widen();
    }

    public IReadOnlyList<StepMean> ToData() =>
    [
        .. _steps.Select(pair => new StepMean(
            pair.Key << _doublings, ((pair.Key + 1) << _doublings) - 1, pair.Value.Count, pair.Value.Reward / pair.Value.Count,
            (double)pair.Value.Correct / pair.Value.Count)),
    ];

    private void Widen()
    {
        _doublings++;
        var wider = new SortedDictionary<long, Sums>();
        foreach (var (place, sums) in _steps)
            wider[place >> 1] = wider.GetValueOrDefault(place >> 1) + sums;
        _steps = wider;
    }

    private readonly record struct Sums(long Count, double Reward, long Correct)
    {
        public static Sums operator +(Sums left, Sums right) => new(left.Count + right.Count, left.Reward + right.Reward, left.Correct + right.Correct);
    }
}

/// <summary>Mean rewards by the length of the completion, two intervals for each doubling of the length.</summary>
internal sealed class LengthMeans
{
    private readonly SortedDictionary<int, (long Count, double Reward)> _lengths = [];

    public void Add(int length, double reward)
    {
        var place = (int)Math.Floor(2 * Math.Log2(Math.Max(1, length)));
        var (count, sum) = _lengths.GetValueOrDefault(place);
        _lengths[place] = (count + 1, sum + reward);
    }

    public IReadOnlyList<LengthMean> ToData() =>
    [
        .. _lengths.Select(pair => new LengthMean(
            Math.Pow(2, pair.Key / 2.0), Math.Pow(2, (pair.Key + 1) / 2.0), pair.Value.Count, pair.Value.Reward / pair.Value.Count)),
    ];
}
