using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;
using Verifiers.Api.Scoring;

namespace Verifiers.Api.Compat.OpenInstruct;

/// <summary>
/// Reads what <c>pickle.dumps</c> makes of plain data (texts, bytes, numbers, booleans, None, lists, tuples, dictionaries), protocols 0 to 5.
/// Whatever would name a class or call something is refused: nothing here can be executed.
/// </summary>
/// <remarks>Bounds: values and depth are those of a request's JSON; lengths are checked against the bytes that are there.</remarks>
internal ref struct PickleReader
{
    private const int LongestNumber = 1024;
    private const int ValuesHeldAtOnce = 1024;

    /// <summary>About what one takes: an empty dictionary is one byte of a pickle.</summary>
    private const long ValueBytes = 128;

    private readonly ReadOnlySpan<byte> _bytes;
    private readonly int _mostValues;
    private readonly Action<long> _hold;
    private readonly Stack<object?> _stack = new();
    private readonly Dictionary<long, object?> _memo = [];
    private int _at;
    private int _values;

    private PickleReader(ReadOnlySpan<byte> bytes, int mostValues, Action<long> hold)
    {
        _hold = hold;
        _bytes = bytes;
        _mostValues = mostValues;
    }

    /// <summary>The pickled value as JSON: tuples are lists, bytes are texts of UTF-8.</summary>
    /// <exception cref="FormatException">It is no pickle of plain data, or beyond the bounds; says at which byte.</exception>
    /// <param name="pickle">The pickle.</param>
    /// <param name="limits">Bounds of a request's JSON.</param>
    /// <param name="holdValues">Holds room for the values, which nobody needs when it returns; or refuses.</param>
    /// <param name="holdJson">Holds room for the JSON, or refuses.</param>
    public static ReadOnlyMemory<byte> ToJson(ReadOnlySpan<byte> pickle, ServiceLimits limits, Action<long> holdValues, Action<long> holdJson)
    {
        holdValues(2L * pickle.Length); // texts are UTF-16
        return PickledValue.ToJson(new PickleReader(pickle, limits.MaxJsonValues, holdValues).Read(), limits, holdJson);
    }

    private object? Read()
    {
        while (true)
        {
            var at = _at;
            var code = (char)Byte();
            if (code == '.')
                return _stack.Count == 1 ? Pop() : throw Fault(at, $"{_stack.Count} values are left at its end, expected one");
            if (!Constant(code) && !Number(code) && !Text(code) && !Container(code) && !Remembered(code))
                throw Fault(at, $"found the operation 0x{(int)code:x2}, which is none of plain data: classes and calls are not read");
        }
    }

    private bool Constant(char code)
    {
        switch (code)
        {
            case '\x80': Byte(); return true; // PROTO
            case '\x95': Take(8); return true; // FRAME: only says where a reader may pause
            case 'N': return Push(null);
            case '\x88': return Push(true);
            case '\x89': return Push(false);
            case '0': Pop(); return true;
            case '2': return Push(Top());
            case '(': return Push(PickledValue.Mark);
            default: return false;
        }
    }

    private bool Number(char code) => code switch
    {
        'K' => Push((long)Byte()),
        'M' => Push((long)BinaryPrimitives.ReadUInt16LittleEndian(Take(2))),
        'J' => Push((long)BinaryPrimitives.ReadInt32LittleEndian(Take(4))),
        '\x8a' => Push(Integer(Byte())),
        '\x8b' => Push(Integer(BinaryPrimitives.ReadInt32LittleEndian(Take(4)))),
        'G' => Push(BinaryPrimitives.ReadDoubleBigEndian(Take(8))),
        'I' => Push(Line() is var line && line is "00" or "01" ? line == "01" : Integer(line)),
        'L' => Push(Integer(Line().TrimEnd('L'))),
        'F' => Push(double.TryParse(Line(), NumberStyles.Float, CultureInfo.InvariantCulture, out var real) ? real : throw Fault(_at, "expected a number")),
        _ => false,
    };

    private bool Text(char code) => code switch
    {
        '\x8c' => Push(Utf8(Byte())),
        'X' => Push(Utf8(BinaryPrimitives.ReadUInt32LittleEndian(Take(4)))),
        '\x8d' => Push(Utf8(BinaryPrimitives.ReadUInt64LittleEndian(Take(8)))),
        'C' => Push(Utf8(Byte())),
        'B' => Push(Utf8(BinaryPrimitives.ReadUInt32LittleEndian(Take(4)))),
        '\x8e' => Push(Utf8(BinaryPrimitives.ReadUInt64LittleEndian(Take(8)))),
        'V' => Push(PickledValue.Unescape(Line())),
        _ => false,
    };

    private bool Container(char code)
    {
        switch (code)
        {
            case ']' or ')': return Push(new List<object?>());
            case '}': return Push(new PickledDictionary());
            case 'l' or 't': return Push(PopToMark());
            case 'd': return Push(Fill(new PickledDictionary(), PopToMark()));
            case '\x85': return Push(PopSome(1));
            case '\x86': return Push(PopSome(2));
            case '\x87': return Push(PopSome(3));
            case 'a': Add(PopSome(1)); return true;
            case 'e': Add(PopToMark()); return true;
            case 's': Put(PopSome(2)); return true;
            case 'u': Put(PopToMark()); return true;
            default: return false;
        }
    }

    private bool Remembered(char code)
    {
        switch (code)
        {
            case 'q': return Remember(Byte());
            case 'r': return Remember(BinaryPrimitives.ReadUInt32LittleEndian(Take(4)));
            case 'p': return Remember(Index());
            case '\x94': return Remember(_memo.Count);
            case 'h': return Push(Recall(Byte()));
            case 'j': return Push(Recall(BinaryPrimitives.ReadUInt32LittleEndian(Take(4))));
            case 'g': return Push(Recall(Index()));
            default: return false;
        }
    }

    private bool Push(object? value)
    {
        if (++_values > _mostValues)
            throw Fault(_at, $"it holds more than {_mostValues} values");
        if (_values % ValuesHeldAtOnce == 0)
            _hold(ValuesHeldAtOnce * ValueBytes);
        _stack.Push(value);
        return true;
    }

    private readonly object? Pop() => _stack.TryPop(out var value) ? value : throw Fault(_at, "a value is missing");

    private readonly object? Top() => _stack.TryPeek(out var value) ? value : throw Fault(_at, "a value is missing");

    private readonly List<object?> PopSome(int count)
    {
        var values = new object?[count];
        for (var i = count - 1; i >= 0; i--)
            values[i] = Pop();
        return [.. values];
    }

    private readonly List<object?> PopToMark()
    {
        var values = new List<object?>();
        while (Pop() is var value && !ReferenceEquals(value, PickledValue.Mark))
            values.Add(value);
        values.Reverse();
        return values;
    }

    private readonly void Add(List<object?> items) =>
        (Top() as List<object?> ?? throw Fault(_at, "something is added to a value that is no list")).AddRange(items);

    private readonly void Put(List<object?> items) => Fill(Top() as PickledDictionary ?? throw Fault(_at, "something is set in a value that is no dictionary"), items);

    private readonly PickledDictionary Fill(PickledDictionary dictionary, List<object?> items)
    {
        if (items.Count % 2 != 0)
            throw Fault(_at, "a key has no value");
        for (var i = 0; i < items.Count; i += 2)
            dictionary.Set(items[i] as string ?? throw Fault(_at, "a key is no text"), items[i + 1]);
        return dictionary;
    }

    private readonly bool Remember(long index)
    {
        _memo[index] = Top();
        return _memo.Count <= _mostValues ? true : throw Fault(_at, $"it remembers more than {_mostValues} values");
    }

    private readonly object? Recall(long index) => _memo.TryGetValue(index, out var value) ? value : throw Fault(_at, "it refers to a value that there is not");

    private long Index() => long.TryParse(Line(), NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : throw Fault(_at, "expected the number of a value");

    private object Integer(int bytes) => bytes is >= 0 and <= LongestNumber
        ? new BigInteger(Take((ulong)bytes))
        : throw Fault(_at, "a number is too long");

    private readonly object Integer(string digits) =>
        digits.Length <= LongestNumber && BigInteger.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer)
            ? integer
            : throw Fault(_at, "expected a whole number");

    private string Utf8(ulong length)
    {
        var bytes = Take(length);
        return System.Text.Unicode.Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : throw Fault(_at, "a text is not UTF-8");
    }

    /// <summary>Up to the next line feed, which is taken too. Latin-1, as the oldest protocol has it.</summary>
    private string Line()
    {
        var length = _bytes[_at..].IndexOf((byte)'\n');
        if (length < 0)
            throw Fault(_at, "it ends within a line");
        var line = Encoding.Latin1.GetString(_bytes.Slice(_at, length));
        _at += length + 1;
        return line.TrimEnd('\r');
    }

    private byte Byte() => Take(1)[0];

    private ReadOnlySpan<byte> Take(ulong length)
    {
        if (length > (ulong)(_bytes.Length - _at))
            throw Fault(_at, "it ends too early");
        var taken = _bytes.Slice(_at, (int)length);
        _at += (int)length;
        return taken;
    }

    private static FormatException Fault(int at, string why) => new(string.Create(CultureInfo.InvariantCulture, $"at byte {at}, {why}."));
}
