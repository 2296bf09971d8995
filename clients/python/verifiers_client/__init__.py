r"""Client of the reward-verification service `verifiers`: one reward for each completion, and why. Standard library only, Python 3.9+.

    from verifiers_client import Client

    client = Client("http://127.0.0.1:8080")
    answer = client.score("math", groups=[{"id": "half", "reference": "1/2", "completions": ["It is \\boxed{0.5}."]}])
    answer.rewards  # [1]; None where the service could not judge: leave such a sample out, never count it as 0

The functions beside it are what trainers call: `trl_reward`, `verl_compute_score`, `openrlhf_reward_func`, `reward_function`.
"""
from .answers import Answer, Engine, Group, Options, Result
from .client import Client
from .errors import AnswerError, CallTimeoutError, NoRewardError, RefusedError, ServiceAwayError, VerifiersError
from .streams import Stream
from .trainers.openrlhf import openrlhf_reward_func
from .trainers.single import reward_function, reward_function_async
from .trainers.trl import trl_reward, trl_reward_async
from .trainers.verl import verl_compute_score, verl_compute_score_async, verl_compute_score_batch

__version__ = "0.1.0"

__all__ = [
    "Answer", "AnswerError", "CallTimeoutError", "Client", "Engine", "Group", "NoRewardError", "Options", "RefusedError", "Result",
    "ServiceAwayError", "Stream", "VerifiersError", "openrlhf_reward_func", "reward_function", "reward_function_async", "trl_reward",
    "trl_reward_async", "verl_compute_score", "verl_compute_score_async", "verl_compute_score_batch",
]
