"""Names of sellers as a reader sees them, made from the identifiers of the record."""

from __future__ import annotations

# Names that are not their identifier's words with capitals.
SPELLED = {
    "302ai": "302.AI", "ai21": "AI21 Labs", "aihubmix": "AIHubMix", "alibaba-cn": "Alibaba (China)",
    "amd": "AMD", "arcee": "Arcee AI", "byteplus": "BytePlus", "chatgpt": "ChatGPT",
    "cloudferro-sherlock": "CloudFerro Sherlock", "cloudflare-ai-gateway": "Cloudflare AI Gateway",
    "crof": "CrofAI", "deepinfra": "DeepInfra", "deepseek": "DeepSeek",
    "digitalocean": "DigitalOcean", "edenai": "Eden AI", "empiriolabs": "EmpirioLabs",
    "fal-ai": "fal.ai", "fastrouter": "FastRouter", "github-copilot": "GitHub Copilot",
    "github-models": "GitHub Models", "gmi": "GMI Cloud", "google-vertex": "Google Vertex AI",
    "gradient-ai": "Gradient AI", "greenpt": "GreenPT", "hpc-ai": "HPC-AI",
    "huggingface": "Hugging Face", "inferenceapis": "InferenceAPIs", "io-net": "io.net",
    "io-intelligence": "IO Intelligence", "libertai": "LibertAI", "llamagate": "LlamaGate",
    "llmgateway": "LLM Gateway", "llmgateway-providers": "LLM Gateway (providers)",
    "llmtech": "LLMTech", "llmtr": "LLMTR", "longcat": "LongCat", "microsoft-365-copilot":
    "Microsoft 365 Copilot", "minimax": "MiniMax", "minimax-cn": "MiniMax (China)",
    "moonshot": "Moonshot AI", "moonshot-cn": "Moonshot AI (China)", "nano-gpt": "NanoGPT",
    "nearai": "NEAR AI", "neuralwatt": "Neuralwatt", "nlp-cloud": "NLP Cloud", "nvidia": "NVIDIA",
    "oci": "Oracle Cloud", "openai": "OpenAI", "openai-codex": "OpenAI Codex",
    "openai-decisions": "OpenAI (announcements)", "openinfer": "OpenInfer", "opencode": "OpenCode",
    "opencode-go": "OpenCode Go", "openrouter": "OpenRouter", "orcarouter": "OrcaRouter",
    "ovhcloud": "OVHcloud", "privatemode-ai": "Privatemode AI", "qiniu-ai": "Qiniu AI",
    "quicksilverpro": "QuickSilver Pro", "regolo-ai": "Regolo AI", "sambanova": "SambaNova",
    "sap-ai-core": "SAP AI Core", "scx": "SCX", "siliconflow": "SiliconFlow",
    "siliconflow-cn": "SiliconFlow (China)", "stackit": "STACKIT", "stepfun": "StepFun",
    "together": "Together AI", "umans-ai": "Umans AI", "v0": "v0", "voyageai": "Voyage AI",
    "vultr": "Vultr", "wafer.ai": "Wafer", "wandb": "Weights & Biases", "watsonx": "IBM watsonx",
    "xai": "xAI", "zai": "Z.ai", "zhipuai": "Zhipu AI",
}  # fmt: skip


def name(provider: str) -> str:
    """Return what a reader calls a seller.

    >>> [name(p) for p in ("xai", "amazon-bedrock", "huggingface-novita")]
    ['xAI', 'Amazon Bedrock', 'Novita through Hugging Face']
    """
    if provider in SPELLED:
        return SPELLED[provider]
    through = "huggingface-"
    if provider.startswith(through):
        host = provider.removeprefix(through).removesuffix("-ai")
        return f"{name(host)} through {SPELLED['huggingface']}"
    return " ".join(word[:1].upper() + word[1:] for word in provider.split("-"))
