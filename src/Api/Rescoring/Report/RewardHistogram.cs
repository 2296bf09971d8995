namespace Verifiers.Api.Rescoring.Report;

/// <summary>
/// How often which reward was given, without knowing their range before: single values while there are few, and beside them intervals
/// whose width doubles when there are too many. Intervals nest, so the order of the rewards does not matter.
/// </summary>
internal sealed class RewardHistogram
{
    private const int MostSingle = 40;
    private const int MostIntervals = 4096;
    private const int MostBars = 40;

    private readonly Dictionary<double, long> _single = [];
    private SortedDictionary<long, long> _intervals = [];
    private bool _isExact = true;
    private int _exponent = -20; // intervals begin as wide as 2^-20

    public void Add(double reward)
    {
        if (_isExact)
        {
            var value = reward == 0 ? 0 : reward; // −0 is 0
            _single[value] = _single.GetValueOrDefault(value) + 1;
            if (_single.Count > MostSingle)
            {
                _isExact = false;
                _single.Clear();
            }
        }
        var place = Place(reward);
        _intervals[place] = _intervals.GetValueOrDefault(place) + 1;
        if (_intervals.Count > MostIntervals)
            Widen();
    }

    public RewardBars ToBars()
    {
        if (_isExact)
            return new(true, [.. _single.OrderBy(pair => pair.Key).Select(pair => new RewardBar(pair.Key, pair.Key, pair.Value))]);
        while (_intervals.Keys.Last() - _intervals.Keys.First() >= MostBars)
            Widen();
        var width = Math.ScaleB(1, _exponent);
        var (first, last) = (_intervals.Keys.First(), _intervals.Keys.Last());
        var bars = new List<RewardBar>();
        for (var place = first; place <= last; place++)
            bars.Add(new(place * width, (place + 1) * width, _intervals.GetValueOrDefault(place)));
        return new(false, bars);
    }

    /// <summary>Rewards beyond ±2^40 stand in the outermost interval: no rubric gives such, and their place must still be a number.</summary>
    private long Place(double reward) => (long)Math.Floor(Math.ScaleB(Math.Clamp(reward, -(1L << 40), 1L << 40), -_exponent));

    private void Widen()
    {
        _exponent++;
        var wider = new SortedDictionary<long, long>();
        foreach (var (place, count) in _intervals)
            wider[place >> 1] = wider.GetValueOrDefault(place >> 1) + count;
        _intervals = wider;
    }
}
