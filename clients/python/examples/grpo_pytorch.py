"""GRPO in plain PyTorch, rewarded by POST /score: what a trainer needs of the service is the function `rewards`.

    python3 grpo_pytorch.py --init runs/add/checkpoint-000000 --service http://127.0.0.1:8080 --out curve.jsonl

Starts from a policy that `policy train` saved (its cold start), so that both can be compared step by step. Needs torch, safetensors.
"""
import argparse, json, math, pathlib, random, sys, time
import torch, torch.nn.functional as F
from safetensors.torch import load_file
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from verifiers_client import Client

parser = argparse.ArgumentParser()
parser.add_argument("--init", required=True)
parser.add_argument("--service", default="http://127.0.0.1:8080")
parser.add_argument("--out", default="curve.jsonl")
parser.add_argument("--digits", type=int, default=4)
for name, default in dict(steps=200, prompts=64, group=16, warm_up=20, seed=1, graph=1, bf16=0).items():
    parser.add_argument("--" + name.replace("_", "-"), type=int, default=default)
parser.add_argument("--learning-rate", type=float, default=5e-5)
args = parser.parse_args()

RUBRIC = {"combine": "gate", "components": [  # 1 for a right answer in the format, 0.1 for the format alone
    {"name": "format", "verifier": "format", "gate": True}, {"name": "format_reward", "verifier": "format", "weight": 0.1},
    {"name": "accuracy", "verifier": "exact", "weight": 0.9}]}
client = Client(args.service)


def rewards(references, prompts, completions):
    """[groups, G] rewards and whether each is right; NaN where the service could not judge."""
    groups = [{"id": str(i), "prompt": p, "reference": r, "completions": c} for i, (p, r, c) in enumerate(zip(prompts, references, completions))]
    answer, shape = client.score(RUBRIC, groups=groups, options={"explain": False}), (len(groups), args.group)
    return (torch.tensor([math.nan if reward is None else reward for reward in answer.rewards]).view(shape),
            torch.tensor([result["verdict"] == "correct" for result in answer.results]).view(shape))


torch.manual_seed(args.seed); random.seed(args.seed)
torch.backends.cuda.matmul.allow_tf32 = True
device = "cuda" if torch.cuda.is_available() else "cpu"
W = {name: tensor.to(device).requires_grad_() for name, tensor in load_file(args.init + "/model.safetensors").items()}
config = json.load(open(args.init + "/state.json"))["model"]
vocabulary = json.load(open(args.init + "/tokenizer.json"))
D, L, H, T = config["width"], config["layers"], config["heads"], config["context"]
HD, B, PAD, BEGIN, END, THINK, UNTHINK = D // H, args.prompts * args.group, 0, 1, 2, 3, 4
TEXTS = ["", "", "", "<think>", "</think>", "<answer>", "</answer>", *vocabulary["alphabet"], *vocabulary["pieces"]]
IDS = {text: i for i, text in enumerate(TEXTS) if text}
angles = torch.arange(T + 1, device=device)[:, None] * config["rotary_base"] ** (-2 * torch.arange(HD // 2, device=device) / HD)
COS, SIN = angles.cos(), angles.sin()
autocast = lambda: torch.autocast(device, torch.bfloat16, enabled=bool(args.bf16))


def norm(x, name): return F.rms_norm(x, (D,), W[name], 1e-5)
def rotate(x, c, s):
    a, b = x.chunk(2, -1)
    return torch.cat((a * c - b * s, b * c + a * s), -1)
def mix(x, attended, layer):
    x = x + F.linear(attended, W[layer + "attention_output"])
    gate, up = F.linear(norm(x, layer + "feed_forward_norm"), W[layer + "gate_and_up"]).chunk(2, -1)
    return x + F.linear(F.silu(gate) * up, W[layer + "down"])


def forward(tokens):
    n, t = tokens.shape
    x = F.embedding(tokens, W["embedding"])
    for i in range(L):
        layer = f"layers.{i}."
        qkv = F.linear(norm(x, layer + "attention_norm"), W[layer + "query_key_value"]).view(n, t, 3, H, HD).permute(2, 0, 3, 1, 4)
        qk = rotate(qkv[:2], COS[:t], SIN[:t])
        x = mix(x, F.scaled_dot_product_attention(qk[0], qk[1], qkv[2], is_causal=True).permute(0, 2, 1, 3).reshape(n, t, D), layer)
    return F.linear(norm(x, "final_norm"), W["head"])


kind = torch.bfloat16 if args.bf16 else torch.float32
K = [torch.zeros(B, H, T, HD, device=device, dtype=kind) for _ in range(L)]
V = [torch.zeros_like(k) for k in K]
tokens, lengths = torch.zeros(B, T + 1, dtype=torch.long, device=device), torch.zeros(B, dtype=torch.long, device=device)
position, ended = torch.zeros(1, dtype=torch.long, device=device), torch.zeros(B, dtype=torch.bool, device=device)
mask = torch.full((T, T), -1e9, device=device).triu(1).to(kind)
graph = None


def step():
    c, s, m = COS.index_select(0, position), SIN.index_select(0, position), mask.index_select(0, position).view(1, 1, 1, T)
    with autocast():
        x = F.embedding(tokens.index_select(1, position).squeeze(1), W["embedding"])
        for i in range(L):
            layer = f"layers.{i}."
            qkv = F.linear(norm(x, layer + "attention_norm"), W[layer + "query_key_value"]).view(B, 3, H, 1, HD)
            qk = rotate(qkv[:, :2], c, s).to(kind)
            K[i].index_copy_(2, position, qk[:, 1]); V[i].index_copy_(2, position, qkv[:, 2].to(kind))
            x = mix(x, ((qk[:, 0] @ K[i].transpose(-2, -1) / math.sqrt(HD) + m).softmax(-1) @ V[i]).reshape(B, D), layer)
        logits = F.linear(norm(x, "final_norm"), W["head"])
    drawn = (logits.float().softmax(-1) / torch.empty_like(logits, dtype=torch.float).exponential_()).argmax(-1)
    after = position + 1
    drawn = torch.where((after < lengths) | ended, tokens.index_select(1, after).squeeze(1), drawn)
    tokens.index_copy_(1, after, drawn[:, None]); ended.logical_or_(drawn == END); position.add_(1)


@torch.no_grad()
def sample(rows, row_lengths):
    global graph
    if args.graph and device == "cuda" and graph is None:
        side = torch.cuda.Stream()
        with torch.cuda.stream(side):
            for _ in range(3): step()
        torch.cuda.synchronize(); graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph): step()
    tokens.copy_(rows); lengths.copy_(row_lengths); position.zero_(); ended.zero_()
    for t in range(T):
        graph.replay() if graph else step()
        if t % 8 == 7 and bool(ended.all()): break
    return tokens.cpu()


optimizer = torch.optim.AdamW(W.values(), lr=args.learning_rate, weight_decay=0.0, fused=device == "cuda")
times, out = [], open(args.out, "w")
for at in range(args.steps):
    began = time.perf_counter()
    pairs = [(random.randrange(10 ** args.digits), random.randrange(10 ** args.digits)) for _ in range(args.prompts)]
    prompts = [f"{a}+{b}=" for a, b in pairs]
    encoded = [[BEGIN] + [IDS[c] for c in p] for p in prompts for _ in range(args.group)]
    starts = [len(row) for row in encoded]
    rows = sample(torch.tensor([row + [PAD] * (T + 1 - len(row)) for row in encoded]), torch.tensor(starts))
    sampled = time.perf_counter()
    counts, thoughts, texts = [], [], []
    for row, start in zip(rows.tolist(), starts):
        row = row[start:]; count = row.index(END) + 1 if END in row else len(row)
        begin = row.index(THINK) + 1 if THINK in row[:count] else count
        thoughts.append(next((i for i in range(begin, count) if row[i] in (UNTHINK, END)), count) - begin)
        counts.append(count); texts.append("".join(TEXTS[i] if i < len(TEXTS) else "\ufffd" for i in row[:count]) + ("" if END in row else "…"))
    reward, right = rewards([str(a + b) for a, b in pairs], prompts, [texts[i:i + args.group] for i in range(0, B, args.group)])
    scored = time.perf_counter()
    advantage = (reward - reward.nanmean(1, True)) / (reward.std(1, correction=0, keepdim=True) + 1e-4)
    used = min(T, (max(s + c - 1 for s, c in zip(starts, counts)) + 7) // 8 * 8)
    places = torch.arange(used); start, count = torch.tensor(starts)[:, None], torch.tensor(counts)[:, None]
    weight = ((places >= start - 1) & (places < start - 1 + count) & ~advantage.view(B, 1).isnan()).float().to(device)
    advantage = advantage.nan_to_num().view(B, 1).to(device)
    inputs, targets = rows[:, :used].to(device), rows[:, 1:used + 1].to(device)
    optimizer.param_groups[0]["lr"] = args.learning_rate * min(1, (at + 1) / args.warm_up)
    optimizer.zero_grad(set_to_none=True)
    with autocast(): logits = forward(inputs)
    logp = logits.log_softmax(-1, dtype=torch.float).gather(-1, targets[..., None])[..., 0]
    ratio = (logp - logp.detach()).exp()
    loss = -(torch.minimum(ratio * advantage, ratio.clamp(0.8, 1.2) * advantage) * weight).sum() / weight.sum()
    loss.backward(); torch.nn.utils.clip_grad_norm_(list(W.values()), 1.0); optimizer.step()
    if device == "cuda": torch.cuda.synchronize()
    ended_at = time.perf_counter(); times.append((ended_at - began, sampled - began, scored - sampled, ended_at - scored, sum(counts)))
    out.write(json.dumps({"step": at, "reward": reward.nanmean().item(), "accuracy": right.float().mean().item(), "length": sum(counts) / B,
                         "thought_length": sum(thoughts) / B, "step_milliseconds": times[-1][0] * 1e3}) + "\n")
    if at % 20 == 0: print(f"step {at} reward {reward.nanmean():.3f} accuracy {right.float().mean():.3f} {times[-1][0] * 1e3:.0f} ms", flush=True)
median = lambda i: sorted(t[i] for t in times[5:])[len(times[5:]) // 2]
print(f"PYTORCH graph={args.graph} bf16={args.bf16}: {median(0) * 1e3:.1f} ms a step (sample {median(1) * 1e3:.1f}, rewards {median(2) * 1e3:.1f}, update {median(3) * 1e3:.1f}), {median(4) / median(0):.0f} tokens/s")
