"""One classifier of the reference library in double precision, with the places that goldens are taken from."""

from contextlib import ExitStack, contextmanager

import torch
import transformers

import make_models


class ReferenceNetwork:
    """A sequence classifier, its modules by role, and F as a function of what one of its layers puts out."""

    def __init__(self, folder, patch=None):
        self.folder = folder
        if (folder / "headscope.json").exists():
            self._load_film_reader()
        else:
            configuration = transformers.AutoConfig.from_pretrained(folder)
            for key, value in (patch or {}).items():
                setattr(configuration, key, value)
            configuration._attn_implementation = "eager"
            self.model = transformers.AutoModelForSequenceClassification.from_pretrained(
                folder, config=configuration, dtype=torch.float32, attn_implementation="eager"
            )
            self.tokenizer = transformers.AutoTokenizer.from_pretrained(folder)
            self.base = self.model.base_model
        self.model.eval().double()
        self.configuration = self.base.config
        self.kind = self.configuration.model_type
        self._find_modules()

    def _load_film_reader(self):
        size = len((self.folder / "vocab.txt").read_text(encoding="utf-8").split())
        configuration = make_models.film_configuration(size)
        configuration._attn_implementation = "eager"
        self.model = make_models.FilmReader(configuration)
        self.model.load_state_dict(torch.load(self.folder / "film-reader.pt", weights_only=True))
        self.tokenizer = transformers.BertTokenizer.from_pretrained(self.folder, do_lower_case=False)
        self.base = self.model.bert

    def _find_modules(self):
        """Linear layers are named by what they do; GPT-2's one layer of three is cut where its output is read."""
        if self.kind == "gpt2":
            self.embeddings = self.words = self.base.wte
            self.blocks = list(self.base.h)
            self.attention_outputs = [block.attn.c_proj for block in self.blocks]
            self.feed_forward_outputs = [block.mlp.c_proj for block in self.blocks]
        elif self.kind == "distilbert":
            self.embeddings, self.words = self.base.embeddings, self.base.embeddings.word_embeddings
            self.blocks = list(self.base.transformer.layer)
            self.attention_outputs = [block.attention.out_lin for block in self.blocks]
            self.feed_forward_outputs = [block.ffn.lin2 for block in self.blocks]
        else:
            self.embeddings, self.words = self.base.embeddings, self.base.embeddings.word_embeddings
            self.blocks = list(self.base.encoder.layer)
            self.attention_outputs = [block.attention.output.dense for block in self.blocks]
            self.feed_forward_outputs = [block.output.dense for block in self.blocks]

    def vector_modules(self, layer):
        """(module, part of three or None) of a layer's query, key and value."""
        block = self.blocks[layer]
        if self.kind == "gpt2":
            return {role: (block.attn.c_attn, part) for part, role in enumerate(("query", "key", "value"))}
        if self.kind == "distilbert":
            attention = block.attention
            return {"query": (attention.q_lin, None), "key": (attention.k_lin, None), "value": (attention.v_lin, None)}
        attention = block.attention.self
        return {role: (getattr(attention, role), None) for role in ("query", "key", "value")}

    def encode(self, text, pair=None, limit=None):
        """Ids and segment ids, cut to the model's limit by the tokenizer itself."""
        found = self.tokenizer(text, pair, truncation=limit is not None, max_length=limit, return_token_type_ids=True)
        has_types = getattr(self.configuration, "type_vocab_size", 0) > 1 and self.kind == "bert"
        return found["input_ids"], found["token_type_ids"] if has_types else [0] * len(found["input_ids"])

    @property
    def limit(self):
        positions = self.configuration.max_position_embeddings
        return positions - self.configuration.pad_token_id - 1 if "roberta" in self.kind else positions

    def special_mask(self, ids):
        """Which tokens the template added: the first, the last, and separators between two texts."""
        if self.kind == "gpt2":
            return [False] * len(ids)
        ends = {self.tokenizer.cls_token_id, self.tokenizer.sep_token_id}
        return [token in ends for token in ids]

    def run(self, ids, types, **options):
        """Outputs for a batch of one length; GPT-2 is read at the last position, whatever the ids there say."""
        if self.kind == "gpt2":
            found = self.base(input_ids=ids, use_cache=False, **options)
            return self.model.score(found.last_hidden_state)[:, -1], found
        if isinstance(self.model, make_models.FilmReader):
            found = self.base(ids, token_type_ids=types, **options)
            return torch.relu(self.model.linear(found.pooler_output)), found
        extra = {"token_type_ids": types} if self.kind == "bert" else {}
        found = self.model(input_ids=ids, **extra, **options)
        return found.logits, found

    def logits(self, ids, types):
        return self.run(torch.tensor([ids]), torch.tensor([types]))[0][0]

    def probabilities(self, logits):
        if getattr(self.configuration, "problem_type", None) == "multi_label_classification":
            return logits.sigmoid()
        return logits.softmax(-1)

    def layer_output(self, layer, ids, types):
        """What `layer` puts out for these ids, [1, tokens, hidden]."""
        kept = []
        handle = layer.register_forward_hook(lambda module, inputs, output: kept.append(output.detach()))
        with torch.no_grad():
            self.run(torch.tensor([ids]), torch.tensor([types]))
        handle.remove()
        return kept[0]

    def function_of(self, layer, ids, types, output):
        """F as a function of a layer's output [points, tokens, hidden], the ids (and so the positions) staying the text's."""

        def f(states):
            handle = layer.register_forward_hook(lambda module, inputs, found: states)
            try:
                count = states.shape[0]
                many = torch.tensor([ids]).expand(count, -1), torch.tensor([types]).expand(count, -1)
                logits, _ = self.run(*many)
            finally:
                handle.remove()
            return logits if output == "logit" else self.probabilities(logits)

        return f

    def captures(self, ids, types):
        """Hidden states, attention and vectors of one text, by the names they have in the golden file."""
        kept = {}
        handles = []
        for layer in range(len(self.blocks)):
            for role, (module, part) in self.vector_modules(layer).items():

                def keep(module, inputs, output, name=f"{role}.{layer}", part=part):
                    vectors = output[0].detach()
                    kept[name] = vectors if part is None else vectors.chunk(3, dim=-1)[part]

                handles.append(module.register_forward_hook(keep))
        with torch.no_grad():
            logits, found = self.run(
                torch.tensor([ids]), torch.tensor([types]), output_hidden_states=True, output_attentions=True
            )
        for handle in handles:
            handle.remove()
        for layer, state in enumerate(found.hidden_states):
            kept[f"hidden.{layer}"] = state[0]
        for layer, weights in enumerate(found.attentions):
            kept[f"attention.{layer}"] = weights[0]
        if self.kind == "gpt2":
            last = self.model.score(kept[f"hidden.{len(self.blocks)}"])[-1]
            assert torch.allclose(last, logits[0]), "the last hidden state is expected after the final layer norm"
        return kept

    @contextmanager
    def changed(self, gates=(), replacements=(), key_factors=None):
        """Runs with some activations changed: head gates (layer, head, factor), replacements (site, layer, head, position,
        vector), and factors on the pre-softmax score of every key position."""
        heads = self.configuration.num_attention_heads
        size = self.configuration.hidden_size // heads

        with ExitStack() as stack:

            def hook(module, function, before=False):
                register = module.register_forward_pre_hook if before else module.register_forward_hook
                stack.callback(register(function).remove)

            for layer, head, factor in gates:

                def gate(module, inputs, head=head, factor=factor):
                    context = inputs[0].clone()
                    context[..., head * size : (head + 1) * size] *= factor
                    return (context,) + inputs[1:]

                hook(self.attention_outputs[layer], gate, before=True)
            for site, layer, head, position, vector in replacements:
                if site in ("head", "residual"):

                    def replace_input(module, inputs, head=head, position=position, vector=vector):
                        states = inputs[0].clone()
                        states[:, position, 0 if head is None else head * size :][..., : len(vector)] = vector
                        return (states,) + inputs[1:]

                    module = self.attention_outputs[layer] if site == "head" else self.blocks[layer]
                    hook(module, replace_input, before=True)
                else:
                    places = {"attention": self.attention_outputs, "feedForward": self.feed_forward_outputs}

                    def replace_output(module, inputs, output, position=position, vector=vector):
                        states = output.clone()
                        states[:, position] = vector
                        return states

                    hook(places[site][layer], replace_output)
            if key_factors is not None:
                # A factor on column j of the scores q·k is the same factor on key j.
                for layer in range(len(self.blocks)):
                    module, part = self.vector_modules(layer)["key"]

                    def scale(module, inputs, output, part=part):
                        factors = torch.tensor(key_factors, dtype=output.dtype)[:, None]
                        if part is None:
                            return output * factors
                        query, key, value = output.chunk(3, dim=-1)
                        return torch.cat([query, key * factors, value], dim=-1)

                    hook(module, scale)
            yield
