package io.trebuchet.storage;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.zip.CRC32C;

/**
 * The bytes of a checkpoint file, big-endian: magic (8), format version (4), fingerprint (32), step
 * (8), length of the payload (4), CRC-32C of all but itself (4), payload.
 */
final class CheckpointHeader {
  /** Raised whenever an older program could not read what a newer one writes. */
  static final int VERSION = 1;

  static final int FINGERPRINT_BYTES = 32;

  private static final byte[] MAGIC = "TREBUCKP".getBytes(StandardCharsets.US_ASCII);
  private static final int BYTES = 8 + 4 + FINGERPRINT_BYTES + 8 + 4 + 4;

  private CheckpointHeader() {}

  /** A file cannot be used; the message says why. */
  static final class DamagedException extends Exception {
    private static final long serialVersionUID = 1L;

    DamagedException(String message) {
      super(message);
    }
  }

  static ByteBuffer encode(String fingerprint, long step, byte[] payload) {
    byte[] print = HexFormat.of().parseHex(fingerprint);
    if (print.length != FINGERPRINT_BYTES) {
      throw new IllegalArgumentException("a fingerprint of " + print.length + " bytes");
    }
    ByteBuffer bytes = ByteBuffer.allocate(BYTES + payload.length);
    bytes.put(MAGIC).putInt(VERSION).put(print).putLong(step).putInt(payload.length);
    bytes.putInt(crc(bytes.array(), payload)).put(payload);
    return bytes.flip();
  }

  static CheckpointFiles.Found decode(Path file, byte[] bytes) throws DamagedException {
    if (bytes.length < BYTES) {
      throw new DamagedException(
          String.format(Locale.ROOT, "%d bytes are no header", bytes.length));
    }
    ByteBuffer header = ByteBuffer.wrap(bytes);
    byte[] magic = new byte[MAGIC.length];
    header.get(magic);
    if (!Arrays.equals(magic, MAGIC)) {
      throw new DamagedException("not a checkpoint");
    }
    int version = header.getInt();
    byte[] fingerprint = new byte[FINGERPRINT_BYTES];
    header.get(fingerprint);
    long step = header.getLong();
    int length = header.getInt();
    int crc = header.getInt();
    if (length != bytes.length - BYTES) {
      throw new DamagedException(
          String.format(
              Locale.ROOT, "%d bytes of payload instead of %d", bytes.length - BYTES, length));
    }
    byte[] payload = Arrays.copyOfRange(bytes, BYTES, bytes.length);
    if (crc(bytes, payload) != crc) {
      throw new DamagedException("its checksum is wrong");
    }
    // After the checksum, so that a flipped bit is not taken for another version.
    if (version != VERSION) {
      throw new DamagedException(
          String.format(Locale.ROOT, "format %d, this version reads %d", version, VERSION));
    }
    return new CheckpointFiles.Found(file, HexFormat.of().formatHex(fingerprint), step, payload);
  }

  private static int crc(byte[] header, byte[] payload) {
    CRC32C crc = new CRC32C();
    crc.update(header, 0, BYTES - 4);
    crc.update(payload);
    return (int) crc.getValue();
  }
}
