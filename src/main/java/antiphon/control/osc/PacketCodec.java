package antiphon.control.osc;

import com.illposed.osc.BufferBytesReceiver;
import com.illposed.osc.OSCMessage;
import com.illposed.osc.OSCPacket;
import com.illposed.osc.OSCParseException;
import com.illposed.osc.OSCParser;
import com.illposed.osc.OSCSerializeException;
import com.illposed.osc.OSCSerializer;
import com.illposed.osc.OSCSerializerAndParserBuilder;
import com.illposed.osc.argument.ArgumentHandler;
import com.illposed.osc.argument.handler.BooleanFalseArgumentHandler;
import com.illposed.osc.argument.handler.BooleanTrueArgumentHandler;
import com.illposed.osc.argument.handler.DoubleArgumentHandler;
import com.illposed.osc.argument.handler.FloatArgumentHandler;
import com.illposed.osc.argument.handler.ImpulseArgumentHandler;
import com.illposed.osc.argument.handler.IntegerArgumentHandler;
import com.illposed.osc.argument.handler.LongArgumentHandler;
import com.illposed.osc.argument.handler.StringArgumentHandler;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Packets into messages, and messages into packets. Bundles are taken apart here and not by
 * JavaOSC's parser, so that a bad message in one costs no other, and nesting has an end. Belongs to
 * one thread.
 */
final class PacketCodec {
  /** The most that UDP carries. */
  static final int MAX_PACKET_BYTES = 65_507;

  /** How deep bundles may be nested. */
  static final int MAX_DEPTH = 8;

  private static final byte[] BUNDLE = "#bundle\0".getBytes(StandardCharsets.US_ASCII);
  private static final int TIME_TAG_BYTES = 8;

  private final ByteBuffer out = ByteBuffer.allocate(MAX_PACKET_BYTES);
  private final OSCParser parser;
  private final OSCSerializer serializer;

  PacketCodec() {
    OSCSerializerAndParserBuilder builder =
        new OSCSerializerAndParserBuilder()
            .setUsingDefaultHandlers(false)
            .addProperties(Map.of(StringArgumentHandler.PROP_NAME_CHARSET, StandardCharsets.UTF_8));
    List<ArgumentHandler<?>> types =
        List.of(
            IntegerArgumentHandler.INSTANCE,
            FloatArgumentHandler.INSTANCE,
            LongArgumentHandler.INSTANCE,
            DoubleArgumentHandler.INSTANCE,
            BooleanTrueArgumentHandler.INSTANCE,
            BooleanFalseArgumentHandler.INSTANCE,
            ImpulseArgumentHandler.INSTANCE,
            new StringArgumentHandler());
    types.forEach(builder::registerArgumentHandler);
    parser = builder.buildParser();
    serializer = builder.buildSerializer(new BufferBytesReceiver(out));
  }

  /**
   * Reads all that can be read, in order; time tags are not waited for.
   *
   * @return how many parts of it are no OSC, or have arguments of types that are not used here
   */
  int read(ByteBuffer packet, Consumer<OSCMessage> messages) {
    return read(packet, messages, 0);
  }

  /** The packet of a message; good until the next is written. */
  ByteBuffer write(OSCMessage message) {
    out.clear();
    try {
      serializer.write(message);
    } catch (OSCSerializeException e) {
      throw new IllegalArgumentException(e);
    }
    return out.flip();
  }

  private int read(ByteBuffer packet, Consumer<OSCMessage> messages, int depth) {
    if (!startsBundle(packet)) {
      OSCMessage message = parsed(packet);
      if (message == null) {
        return 1;
      }
      messages.accept(message);
      return 0;
    }
    if (depth == MAX_DEPTH || packet.remaining() < BUNDLE.length + TIME_TAG_BYTES) {
      return 1;
    }
    packet.position(packet.position() + BUNDLE.length + TIME_TAG_BYTES);
    int bad = 0;
    while (packet.hasRemaining()) {
      int bytes = packet.remaining() < Integer.BYTES ? 0 : packet.getInt();
      if (bytes <= 0 || bytes > packet.remaining()) {
        return bad + 1; // where the next would begin cannot be told
      }
      bad += read(packet.slice(packet.position(), bytes), messages, depth + 1);
      packet.position(packet.position() + bytes);
    }
    return bad;
  }

  private static boolean startsBundle(ByteBuffer packet) {
    int length = Math.min(BUNDLE.length, packet.remaining());
    return packet.slice(packet.position(), length).equals(ByteBuffer.wrap(BUNDLE));
  }

  /** Null where it is none; the parser also throws what it does not declare. */
  private OSCMessage parsed(ByteBuffer packet) {
    if (!packet.hasRemaining() || packet.get(packet.position()) != '/') {
      return null;
    }
    try {
      OSCPacket read = parser.convert(packet.slice());
      return read instanceof OSCMessage message ? message : null;
    } catch (OSCParseException | RuntimeException e) {
      return null;
    }
  }
}
