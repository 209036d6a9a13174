package io.trebuchet.storage;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * Reads the records of a {@link RecordFile} from the first to the end of the last that were
 * appended together. What a killed process or a power cut leaves after that does not count: the
 * beginning of a record, without the end of its line or with zeros in its place.
 */
final class RecordReader {
  private static final Pattern HEAD = Pattern.compile(" ([1-9]\\d{0,17})/([1-9]\\d{0,17}) ");
  private static final Pattern DIGITS = Pattern.compile("[0-9a-f]{8}");
  private static final Pattern UNFINISHED = Pattern.compile("[0-9a-f]{0,7}\\z|[0-9a-f]{8}");
  private static final int BUFFER = 1 << 16;

  private final FileChannel channel;
  private final RecordFile.Sink sink;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER).limit(0);
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final List<Found> together = new ArrayList<>();
  private long togetherUntil;
  private long togetherBytes;
  private long read;
  private long at;
  private long number = 1;
  private End end = new End(0, 0);

  private RecordReader(FileChannel channel, RecordFile.Sink sink) {
    this.channel = channel;
    this.sink = sink;
  }

  /** How far a file's records go. */
  record End(long bytes, long records) {}

  private record Found(long number, long at, String text) {}

  /** Reads all of an open file, however much it grows meanwhile. */
  static End read(FileChannel channel, RecordFile.Sink sink) throws IOException {
    return new RecordReader(channel, sink).read();
  }

  private End read() throws IOException {
    while (nextLine()) {
      take(line.toByteArray());
    }
    checkUnfinished(line.toByteArray());
    return end;
  }

  /** Whether there is another whole line; if not, what there is of one is taken all the same. */
  private boolean nextLine() throws IOException {
    line.reset();
    while (true) {
      if (!buffer.hasRemaining()) {
        int count = channel.read(buffer.clear(), read);
        buffer.flip();
        if (count <= 0) {
          return false;
        }
        read += count;
      }
      int from = buffer.position();
      int until = from;
      while (until < buffer.limit() && buffer.get(until) != '\n') {
        until++;
      }
      line.write(buffer.array(), from, until - from);
      if (line.size() >= RecordFile.MOST_BYTES) {
        throw damaged("is longer than any");
      }
      boolean whole = until < buffer.limit();
      buffer.position(whole ? until + 1 : until);
      if (whole) {
        return true;
      }
    }
  }

  private void take(byte[] bytes) throws IOException {
    if (bytes.length < RecordFile.CHECKSUM || stated(bytes) != checksum(bytes, bytes.length)) {
      throw damaged("is not what its checksum says");
    }
    String rest =
        new String(
            bytes, RecordFile.CHECKSUM, bytes.length - RecordFile.CHECKSUM, StandardCharsets.UTF_8);
    Matcher head = HEAD.matcher(rest);
    if (!head.lookingAt() || Long.parseLong(head.group(1)) != number) {
      throw damaged("has another number");
    }
    long last = Long.parseLong(head.group(2));
    if (together.isEmpty() ? last < number : last != togetherUntil) {
      throw damaged("does not belong to the one before");
    }
    togetherUntil = last;
    togetherBytes += bytes.length;
    if (togetherBytes > RecordFile.MOST_BYTES_TOGETHER) {
      throw damaged("is one of more than are ever written at a time");
    }
    together.add(new Found(number, at, rest.substring(head.end())));
    at += bytes.length + 1L;
    if (number == last) {
      deliver();
    }
    number++;
  }

  private void deliver() throws RecordFile.DamagedException {
    for (Found found : together) {
      sink.accept(found.number(), found.at(), found.text());
    }
    together.clear();
    togetherBytes = 0;
    end = new End(at, number);
  }

  /** What has no end of a line must at least begin as the next record would. */
  private void checkUnfinished(byte[] bytes) throws IOException {
    int length = bytes.length;
    while (length > 0 && bytes[length - 1] == 0) {
      length--;
    }
    String there = new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    if (!UNFINISHED.matcher(there).lookingAt()) {
      throw damaged("is none");
    }
    String begins = " " + number + "/";
    int head = Math.min(length, RecordFile.CHECKSUM);
    int known = Math.min(length - head, begins.length());
    if (!there.startsWith(begins.substring(0, known), head)) {
      throw damaged("has another number");
    }
    if (holdsMoreThanARecord(bytes, length)) {
      throw damaged("does not end where its line does");
    }
  }

  /** Whether a record is there to its last byte, and then something that is no end of a line. */
  private static boolean holdsMoreThanARecord(byte[] bytes, int length) {
    if (length <= RecordFile.CHECKSUM) {
      return false;
    }
    int stated = stated(bytes);
    CRC32C crc = new CRC32C();
    for (int i = RecordFile.CHECKSUM; i < length - 1; i++) {
      crc.update(bytes[i]);
      if ((int) crc.getValue() == stated) {
        return true;
      }
    }
    return false;
  }

  /** The checksum that a line begins with; where it begins with none, one that it has not. */
  private static int stated(byte[] bytes) {
    String digits = new String(bytes, 0, RecordFile.CHECKSUM, StandardCharsets.ISO_8859_1);
    return DIGITS.matcher(digits).matches()
        ? HexFormat.fromHexDigits(digits)
        : ~checksum(bytes, bytes.length);
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, RecordFile.CHECKSUM, length - RecordFile.CHECKSUM);
    return (int) crc.getValue();
  }

  private RecordFile.DamagedException damaged(String why) {
    return new RecordFile.DamagedException(number, at, why);
  }
}
