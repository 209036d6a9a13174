package io.trebuchet.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

final class StartupMessagesTest {
  private static final byte[] TLS = ints(8, 80_877_103);
  private static final byte[] STARTUP = startup("user\0reader\0database\0qdb\0\0");
  private static final byte[] PASSWORD = password("secret\0");

  private static byte[] ints(int... values) {
    ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * values.length);
    for (int value : values) {
      bytes.putInt(value);
    }
    return bytes.array();
  }

  private static byte[] startup(String parameters) {
    return joined(
        ints(8 + parameters.length(), 196_608), parameters.getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] password(String text) {
    return joined(
        new byte[] {'p'}, ints(4 + text.length()), text.getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] joined(byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    ByteBuffer all = ByteBuffer.allocate(length);
    for (byte[] part : parts) {
      all.put(part);
    }
    return all.array();
  }

  private static boolean accepted(byte[]... parts) {
    StartupMessages messages = new StartupMessages();
    for (byte next : joined(parts)) {
      if (!messages.accepts(next)) {
        return false;
      }
    }
    return true;
  }

  @Test
  void aLoginIsAccepted() {
    assertThat(accepted(STARTUP, PASSWORD)).isTrue();
    assertThat(accepted(TLS, STARTUP, PASSWORD)).isTrue();
    assertThat(accepted(ints(8, 80_877_104), TLS, STARTUP, PASSWORD)).isTrue();
  }

  @Test
  void aCancellationIsAccepted() {
    assertThat(accepted(ints(16, 80_877_102, 1, 2))).isTrue();
    assertThat(accepted(ints(8, 80_877_102))).isFalse();
  }

  @Test
  void whatComesAfterTheLoginIsNotLookedAt() {
    assertThat(accepted(STARTUP, PASSWORD, ints(-1, -1))).isTrue();
  }

  @Test
  void lengthsThatCannotBeAreNot() {
    for (int length :
        new int[] {Integer.MIN_VALUE, -1_000_000_000, -1, 0, 4, 7, 8, 10_001, Integer.MAX_VALUE}) {
      assertThat(accepted(ints(length, 196_608))).as("%d", length).isFalse();
      assertThat(accepted(TLS, ints(length, 196_608))).as("%d", length).isFalse();
    }
    for (int length : new int[] {Integer.MIN_VALUE, -1, 0, 4, 10_001}) {
      assertThat(accepted(STARTUP, new byte[] {'p'}, ints(length))).as("%d", length).isFalse();
    }
    assertThat(accepted(ints(12, 80_877_103))).isFalse();
    assertThat(accepted(STARTUP, new byte[] {'Q'}, ints(8))).isFalse();
  }

  /** Whatever is let through, QuestDB can add its length to an address. */
  @Property
  void everyLengthThatIsLetThroughIsShort(@ForAll int length) {
    for (int code : new int[] {196_608, 80_877_102, 80_877_103, 80_877_104}) {
      if (accepted(ints(length, code))) {
        assertThat(length).isBetween(8, 10_000);
      }
    }
  }
}
