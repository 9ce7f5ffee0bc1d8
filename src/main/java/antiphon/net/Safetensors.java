package antiphon.net;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The safetensors file format: eight bytes of little-endian header length, a JSON header naming
 * type, shape and place of each tensor, then the numbers, little-endian. Only float32 and bfloat16
 * occur here; both are given as {@code float[]}.
 */
final class Safetensors {
  /** How numbers lie on disk. */
  enum Dtype {
    F32(4),
    BF16(2);

    final int bytes;

    Dtype(int bytes) {
      this.bytes = bytes;
    }
  }

  /**
   * @param shape rows and columns, or one length
   * @param values row by row; when read, the array to fill
   */
  record Tensor(int[] shape, float[] values) {}

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MAX_HEADER_BYTES = 1 << 20;

  private Safetensors() {}

  static byte[] write(Map<String, Tensor> tensors, Dtype dtype) {
    ObjectNode header = JSON.createObjectNode();
    long offset = 0;
    for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
      ObjectNode node = header.putObject(entry.getKey());
      node.put("dtype", dtype.name());
      for (int size : entry.getValue().shape()) {
        node.withArray("shape").add(size);
      }
      node.withArray("data_offsets").add(offset);
      offset += (long) entry.getValue().values().length * dtype.bytes;
      node.withArray("data_offsets").add(offset);
    }
    byte[] head = header.toString().getBytes(StandardCharsets.UTF_8);
    int padding = -head.length & 7;
    ByteBuffer buffer =
        ByteBuffer.allocate(Math.toIntExact(8 + head.length + padding + offset))
            .order(ByteOrder.LITTLE_ENDIAN);
    buffer.putLong(head.length + padding).put(head);
    for (int i = 0; i < padding; i++) {
      buffer.put((byte) ' ');
    }
    for (Tensor tensor : tensors.values()) {
      for (float value : tensor.values()) {
        if (dtype == Dtype.F32) {
          buffer.putFloat(value);
        } else {
          buffer.putShort((short) Bfloat16.bitsOf(value));
        }
      }
    }
    return buffer.array();
  }

  /**
   * Fills the arrays of {@code tensors} from a file.
   *
   * @throws BundleException when a tensor is missing, has another shape or type, or the file is cut
   *     short
   */
  static void read(byte[] file, Map<String, Tensor> tensors) throws BundleException {
    ByteBuffer buffer = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    long headerBytes = file.length < 8 ? -1 : buffer.getLong();
    if (headerBytes < 2 || headerBytes > Math.min(MAX_HEADER_BYTES, file.length - 8)) {
      throw new BundleException("it is cut short or not a safetensors file");
    }
    JsonNode header;
    try {
      header = JSON.readTree(new String(file, 8, (int) headerBytes, StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw new BundleException("its header is not JSON", e);
    }
    int data = 8 + (int) headerBytes;
    for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
      readTensor(buffer, data, header.path(entry.getKey()), entry.getKey(), entry.getValue());
    }
  }

  private static void readTensor(
      ByteBuffer buffer, int data, JsonNode node, String name, Tensor tensor)
      throws BundleException {
    int[] shape = new int[node.path("shape").size()];
    for (int i = 0; i < shape.length; i++) {
      shape[i] = node.path("shape").path(i).asInt(-1);
    }
    if (!java.util.Arrays.equals(shape, tensor.shape())) {
      throw new BundleException(
          "tensor '" + name + "' is missing or has another shape than the manifest says");
    }
    Dtype dtype;
    try {
      dtype = Dtype.valueOf(node.path("dtype").asText());
    } catch (IllegalArgumentException e) {
      throw new BundleException("tensor '" + name + "' is neither F32 nor BF16", e);
    }
    long begin = node.path("data_offsets").path(0).asLong(-1);
    long end = node.path("data_offsets").path(1).asLong(-1);
    float[] values = tensor.values();
    if (begin < 0
        || end - begin != (long) values.length * dtype.bytes
        || data + end > buffer.capacity()) {
      throw new BundleException("it is cut short: tensor '" + name + "' is not all there");
    }
    buffer.position(data + (int) begin);
    if (dtype == Dtype.F32) {
      buffer.slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    } else {
      for (int i = 0; i < values.length; i++) {
        values[i] = Bfloat16.toFloat(buffer.getShort());
      }
    }
  }
}
