"""How price lists spell providers and models, and the one spelling that the tables use.

A provider is who takes the money: Bedrock's and Vertex AI's many endpoints are one provider each,
a gateway is a provider of its own. A model is what ``identity.key`` cannot tell apart once the
host's own decoration is gone.
"""

from __future__ import annotations

import re

from analysis.facts import identity

_PROVIDERS = {
    "alibaba": "dashscope qwen qwencloud qwen_ai_platform alibaba-api",
    "alibaba-cn": "",
    "amazon-bedrock": "amazon aws bedrock bedrock_converse bedrock_mantle aws-bedrock "
    "aws-bedrock-geo",
    "azure": "azure_ai azure_text azure_anthropic azure-cognitive-services",
    "bailing": "ant-ling",
    "baichuan": "",
    "cerebras": "huggingface_cerebras",
    "cloudflare": "cloudflare-workers-ai",
    "cohere": "cohere_chat",
    "deepseek": "deepseek-api",
    "fireworks": "fireworks_ai fireworks-ai fireworks-api firepass",
    "friendli": "friendliai",
    "gmi": "gmicloud",
    "google": "gemini palm google-api",
    "google-vertex": "vertex vertex_ai google-vertex-ai google-vertex-anthropic",
    "gradient-ai": "gradient_ai",
    "lambda": "lambda_ai",
    "meta": "meta_llama llama meta-api meta-ai",
    "minimax": "minimax-api",
    "mistral": "codestral text-completion-codestral mistral-api",
    "moonshot": "moonshotai moonshot-api moonshot-ai",
    "moonshot-cn": "moonshotai-cn",
    "novita": "novita-ai",
    "openai": "text-completion-openai openai-api",
    "openrouter": "openrouter-api",
    "perplexity": "perplexity-agent perplexity-api",
    "scx": "scx-ai",
    "snowflake": "snowflake-cortex",
    "stepfun": "stepfun-ai",
    "tencent": "tencent-tokenhub",
    "together": "together_ai together-ai togetherai",
    "vercel": "vercel_ai_gateway vercel-ai-gateway",
    "xai": "x-ai grok xai-api",
    "zai": "zai-api",
    "zhipuai": "zhipu",
    "inception": "text-completion-inception",
    "xiaomi": "xiaomi_mimo",
    "nova": "amazon_nova",
    "github-models": "github",
    "anthropic": "anthropic-api",
}
_CANONICAL = {alias: name for name, text in _PROVIDERS.items() for alias in text.split()}
# what these take is a subscription, or nothing: their token prices are placeholders or notional
SUBSCRIPTIONS = re.compile(
    r"(?:coding|token|step)-plan|^(?:github-copilot|github-models|chatgpt|cursor|ollama|ollama-cloud"
    r"|lmstudio|lemonade|microsoft-365-copilot|kimi-for-coding|kiro|opencode-go|cline-pass|iflowcn"
    r"|freemodel(?:-codex)?|atomic-chat|qvac)$"
)


def provider(name: str) -> str:
    """Return the one spelling of a provider: Vertex AI's endpoints are one, and so on."""
    text = name.strip().lower()
    if text.startswith("vertex_ai-"):
        return "google-vertex"
    if text.startswith("fireworks_ai-"):
        return "fireworks"
    text = re.sub(r"^huggingface_", "huggingface-", text)
    return _CANONICAL.get(text, text.replace("_", "-").replace(" ", "-"))


_VENDORS = (
    "accounts-fireworks-models|ai21-labs|ai21|alicloud|alibaba|amazon|anthropic-2f|anthropic"
    "|cc|cohere|databricks|deepseek-ai|duo-chat|fw|google-2f|google|meta-llama(?=-(?:meta-)?llama)"
    "|meta(?=-llama)|microsoft|minimaxai|mistralai|moonshot-?ai|nvidia|openai(?=-(?:gpt|o\\d))"
    "|perplexity|qwen(?=-qwen)|snowflake(?=-llama)|tee|thudm|umans|x-?ai|xiaomi|z-?ai|zai-org"
)
_HOSTED = re.compile(rf"^(?:{_VENDORS})-+(?=[a-z])")
_SERVED = re.compile(
    r"-(?:maas|tee|vllm|hf|fp8-dynamic|fp8|fp4|nvfp4|bf16|fp16|awq|int4|int8|it-fp8)$"
)
_TURBO = re.compile(r"^((?:llama|qwen2|meta).*-instruct)-turbo$")
_CLAUDE = re.compile(
    r"^claude-(?:(\d)(?:[.-](\d))?-)?(haiku|sonnet|opus)(?:-(\d)(?:[.-](\d))?)?(?=$|-(?!\d\b))"
)
_CLAUDE_TIER_FIRST = 4  # from version 4 on Anthropic writes claude-opus-4, before claude-3-opus


def model(name: str) -> str:
    """Return the plain spelling of a model's name in a price list.

    >>> model("databricks/databricks-meta-llama-3-1-405b-instruct")
    'llama-3-1-405b-instruct'
    >>> model("anthropic/claude-3.5-sonnet-20241022"), model("claude-4-sonnet")
    ('claude-3-5-sonnet-20241022', 'claude-sonnet-4')
    """
    text = identity.slug(identity.without_host(name.split("%2F")[-1]))
    text = re.sub(r"(?<=\d)p(?=\d)", ".", text) if "fireworks" in name else text
    for _ in range(2):  # databricks-meta-llama: two layers
        text = _HOSTED.sub("", text)
    text = re.sub(r"^llama-?(?=\d)", "llama-", re.sub(r"^llama-?v(?=\d)", "llama-", text))
    text = re.sub(r"^llama-3([123])(?=-)", r"llama-3.\1", text)
    text = re.sub(r"^qwen-(?=[23](?:\.\d)?-)", "qwen", text)
    text = _TURBO.sub(r"\1", _SERVED.sub("", text))
    return _claude(text) if text.startswith("claude-") else text


def _claude(text: str) -> str:
    found = _CLAUDE.match(text)
    major, minor = (found[1] or found[4], found[2] or found[5]) if found else ("", "")
    if not found or not major:
        return re.sub(r"^claude-v(?=\d)", "claude-", text)  # claude-2.1, claude-instant-1.2
    version = f"{major}-{minor}" if minor else major
    parts = (found[3], version) if int(major) >= _CLAUDE_TIER_FIRST else (version, found[3])
    return f"claude-{parts[0]}-{parts[1]}" + text[found.end() :]


_CREATORS = {
    "OpenAI": r"gpt-|o[134](?:-|$)|(?:text-)?(?:ada|babbage|curie|davinci)|chatgpt|codex",
    "Anthropic": "claude",
    "Google": "gemini|gemma|palm|codegemma|medgemma",
    "Meta": r"llama-\d|codellama|code-llama|muse-",
    "Alibaba": r"qwen|qwq|qvq",
    "DeepSeek": "deepseek",
    "Mistral": "mistral|mixtral|codestral|magistral|ministral|pixtral|devstral|open-mi|voxtral",
    "xAI": "grok",
    "Cohere": "command|c4ai|aya-",
    "Microsoft Azure": r"phi-|wizardlm|mai-",
    "Amazon": "nova-|titan",
    "Kimi": "kimi|moonshot",
    "Z AI": r"glm-|chatglm",
    "MiniMax": "minimax|abab",
    "NVIDIA": "nemotron|llama.*-nemotron",
    "AI21 Labs": "jamba|j2-",
    "IBM": "granite",
    "Baidu": "ernie|qianfan",
    "Tencent": r"hunyuan|hy3|hy-",
    "ByteDance Seed": "doubao|seed-|dola-",
    "StepFun": r"step-?\d",
    "Xiaomi": "mimo",
    "01.AI": r"yi-",
    "Perplexity": "sonar|pplx|r1-1776",
    "Allen Institute for AI": r"olmo|tulu|molmo",
    "Nous Research": "hermes|nous-",
    "Reka AI": "reka",
    "Writer": "palmyra",
    "Upstage": "solar",
    "Databricks": "dbrx",
    "Liquid AI": r"lfm",
    "Inception": "mercury",
    "InclusionAI": r"ling-|ring-",
    "Arcee AI": "arcee|trinity|virtuoso|maestro|spotlight",
}
_CREATOR = {name: re.compile(pattern) for name, pattern in _CREATORS.items()}


def creator(model_id: str) -> str:
    """Return who made a model, told from the beginning of its name; "" where that tells nothing."""
    return next((name for name, start in _CREATOR.items() if start.match(model_id)), "")
