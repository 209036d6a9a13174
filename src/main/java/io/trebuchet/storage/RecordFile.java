package io.trebuchet.storage;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A file of records that only grows. A record is a line: a CRC-32C in hexadecimal of all that comes
 * after it, the record's number, that of the last one appended together with it, and its text, such
 * as {@code 5f3a9c01 17/19 text}. One writer at a time, who holds the run; readers need nothing.
 * Not thread-safe.
 */
public final class RecordFile implements AutoCloseable {
  /** Of a record's line, and so what a reader holds of one. */
  static final int MOST_BYTES = 1 << 20;

  /** What a text may have in it at least, in bytes; the rest is what stands around it. */
  public static final int MOST_TEXT = MOST_BYTES - (1 << 12);

  /** Of what is appended together, which readers hold until they have seen its end. */
  static final int MOST_BYTES_TOGETHER = 16 << 20;

  /** Digits of the checksum. */
  static final int CHECKSUM = 8;

  private final Path file;
  private final FileChannel channel;
  private RecordReader.@Nullable End end;
  private boolean failed;

  private RecordFile(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /** Sees records. */
  @FunctionalInterface
  public interface Sink {
    /**
     * Sees one.
     *
     * @param number from 1
     * @param at its first byte
     * @throws DamagedException if the text is none of its sort
     */
    void accept(long number, long at, String text) throws DamagedException;
  }

  /** A file holds what nobody wrote there; the message says where. */
  public static final class DamagedException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Takes where it is and what is wrong there. */
    public DamagedException(long number, long at, String why) {
      super(String.format(Locale.ROOT, "record %d, at byte %d, %s", number, at, why));
    }
  }

  /**
   * Opens a file for appending and makes it, with its own folder, where it is not there.
   *
   * @throws IOException also if a link, a pipe, a device or a directory is there
   */
  public static RecordFile open(Path folder, String name) throws IOException {
    Path file = folder.resolve(name);
    PrivateFiles.inside(folder);
    FileChannel channel =
        PrivateFiles.openOrCreate(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    if (channel.size() == 0) {
      // Just made, or by a process that was killed before it came here: its name must last too.
      PrivateFiles.force(folder);
      PrivateFiles.force(folder.resolve(".."));
    }
    return new RecordFile(file, channel);
  }

  /**
   * Reads a file that somebody may be appending to; nothing is written or locked.
   *
   * @throws DamagedException if anything but the end of the file is not as it was written
   */
  public static void read(Path folder, String name, Sink sink) throws IOException {
    PrivateFiles.checkDirectory(folder);
    try (FileChannel channel = PrivateFiles.read(folder.resolve(name))) {
      RecordReader.End unused = RecordReader.read(channel, sink);
    }
  }

  /** Reads all records; the same as the other, of this file. */
  public void read(Sink sink) throws IOException {
    end = RecordReader.read(channel, sink);
  }

  /**
   * Appends records, all or none, over what a killed process left unfinished; they outlive a crash
   * of the machine when this returns. After a failure nothing more can be appended: what the disk
   * holds then is known only to a new reader.
   *
   * @param texts each on one line
   * @throws DamagedException if the file has never been read, and is damaged
   */
  public void append(List<String> texts) throws IOException {
    if (failed) {
      throw new IOException("an earlier write to " + file + " failed");
    }
    if (end == null) {
      end = RecordReader.read(channel, (number, at, text) -> {});
    }
    RecordReader.End before = end;
    ByteBuffer bytes = ByteBuffer.wrap(lines(texts, before.records()));
    if (!bytes.hasRemaining()) {
      return;
    }
    failed = true;
    try {
      channel.truncate(before.bytes());
      long at = before.bytes();
      while (bytes.hasRemaining()) {
        at += channel.write(bytes, at);
      }
      channel.force(false);
      end = new RecordReader.End(at, before.records() + texts.size());
      failed = false;
    } finally {
      if (failed) {
        takeBack(before.bytes());
      }
    }
  }

  private void takeBack(long bytes) {
    try {
      channel.truncate(bytes);
    } catch (IOException e) {
      // The failure that led here is the one to tell; what was half written is ignored when read.
    }
  }

  private static byte[] lines(List<String> texts, long before) throws IOException {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    long last = before + texts.size();
    for (int i = 0; i < texts.size(); i++) {
      lines.writeBytes(line(before + 1 + i, last, texts.get(i)));
      if (lines.size() > MOST_BYTES_TOGETHER) {
        throw new IOException("more than " + MOST_BYTES_TOGETHER + " bytes at a time");
      }
    }
    return lines.toByteArray();
  }

  private static byte[] line(long number, long last, String text) throws IOException {
    if (text.indexOf('\n') >= 0) {
      throw new IllegalArgumentException("a record of several lines");
    }
    byte[] summed = (" " + number + "/" + last + " " + text).getBytes(StandardCharsets.UTF_8);
    if (CHECKSUM + summed.length >= MOST_BYTES) {
      throw new IOException("a record of " + summed.length + " bytes is too long");
    }
    CRC32C crc = new CRC32C();
    crc.update(summed, 0, summed.length);
    return ByteBuffer.allocate(CHECKSUM + summed.length + 1)
        .put(HexFormat.of().toHexDigits((int) crc.getValue()).getBytes(StandardCharsets.US_ASCII))
        .put(summed)
        .put((byte) '\n')
        .array();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
