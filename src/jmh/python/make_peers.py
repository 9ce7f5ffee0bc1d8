"""Makes the models of PeerBenchmark: embedding of 64, 2 x LSTM 512, softmax over 315, random weights, seed 1.

Needs Debian's python3-onnx and python3-torch. Usage: make_peers.py [FOLDER], by default target/peers.
"""
import os
import sys

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

TOKENS, EMBEDDED, HIDDEN, LAYERS = 315, 64, 512, 2
folder = sys.argv[1] if len(sys.argv) > 1 else "target/peers"
os.makedirs(folder, exist_ok=True)
random = np.random.default_rng(1)


def uniform(*shape):
    return ((random.random(shape) * 2 - 1) / np.sqrt(HIDDEN)).astype(np.float32)


def constant(name, array):
    return numpy_helper.from_array(array, name)


def quantised(name, matrix):
    """Weights [1, 4 hidden, inputs] as int8 [1, inputs, 4 hidden], one scale for all."""
    scale = np.abs(matrix).max() / 127
    ints = np.rint(matrix.transpose(0, 2, 1) / scale).astype(np.int8)
    return [
        constant(name, ints),
        constant(name + "_scale", np.array([scale], np.float32)),
        constant(name + "_zero", np.zeros(1, np.int8)),
    ]


def write_onnx(int8):
    nodes = [
        helper.make_node("Gather", ["embedding", "token"], ["x0"]),
        helper.make_node("Split", ["h"], ["h0", "h1"], axis=0),
        helper.make_node("Split", ["c"], ["c0", "c1"], axis=0),
    ]
    constants = [constant("embedding", uniform(TOKENS, EMBEDDED))]
    for layer in range(LAYERS):
        inputs = EMBEDDED if layer == 0 else HIDDEN
        w, r, b = f"w{layer}", f"r{layer}", f"b{layer}"
        input_weights, recurrent = uniform(1, 4 * HIDDEN, inputs), uniform(1, 4 * HIDDEN, HIDDEN)
        constants.append(constant(b, uniform(1, 8 * HIDDEN)))
        outputs = [f"y{layer}", f"h{layer}_out", f"c{layer}_out"]
        if int8:
            constants += quantised(w, input_weights) + quantised(r, recurrent)
            names = [f"x{layer}", w, r, b, "", f"h{layer}", f"c{layer}", "",
                     w + "_scale", w + "_zero", r + "_scale", r + "_zero"]
            nodes.append(helper.make_node("DynamicQuantizeLSTM", names, outputs, domain="com.microsoft",
                                          hidden_size=HIDDEN))
        else:
            constants += [constant(w, input_weights), constant(r, recurrent)]
            nodes.append(helper.make_node("LSTM", [f"x{layer}", w, r, b, "", f"h{layer}", f"c{layer}"], outputs,
                                          hidden_size=HIDDEN))
        # [time, directions, batch, hidden] to [time, batch, hidden]
        nodes.append(helper.make_node("Squeeze", [f"y{layer}", "one"], [f"x{layer + 1}"]))
    constants += [constant("one", np.array([1], np.int64)), constant("out_w", uniform(HIDDEN, TOKENS)),
                  constant("out_b", uniform(TOKENS))]
    nodes += [
        helper.make_node("MatMul", [f"x{LAYERS}", "out_w"], ["products"]),
        helper.make_node("Add", ["products", "out_b"], ["logits"]),
        helper.make_node("Softmax", ["logits"], ["probabilities"], axis=-1),
        helper.make_node("Concat", ["h0_out", "h1_out"], ["h_out"], axis=0),
        helper.make_node("Concat", ["c0_out", "c1_out"], ["c_out"], axis=0),
    ]
    memory = [LAYERS, 1, HIDDEN]
    graph = helper.make_graph(
        nodes, "lstm",
        [helper.make_tensor_value_info("token", TensorProto.INT64, [1, 1]),
         helper.make_tensor_value_info("h", TensorProto.FLOAT, memory),
         helper.make_tensor_value_info("c", TensorProto.FLOAT, memory)],
        [helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, [1, 1, TOKENS]),
         helper.make_tensor_value_info("h_out", TensorProto.FLOAT, memory),
         helper.make_tensor_value_info("c_out", TensorProto.FLOAT, memory)],
        constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 14),
                                                    helper.make_opsetid("com.microsoft", 1)])
    model.ir_version = 7
    onnx.save(model, os.path.join(folder, "lstm-int8.onnx" if int8 else "lstm-float32.onnx"))


class Lstm(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = torch.nn.Embedding(TOKENS, EMBEDDED)
        self.lstm = torch.nn.LSTM(EMBEDDED, HIDDEN, LAYERS)
        self.output = torch.nn.Linear(HIDDEN, TOKENS)

    def forward(self, token, h, c):
        y, memory = self.lstm(self.embedding(token), (h, c))
        return torch.softmax(self.output(y), -1), memory[0], memory[1]


write_onnx(False)
write_onnx(True)
torch.manual_seed(1)
with torch.no_grad():
    torch.jit.freeze(torch.jit.script(Lstm().eval())).save(os.path.join(folder, "lstm.pt"))
print("wrote", folder)
