package io.trebuchet.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;

/** A CSV file that only grows. */
final class CsvFile implements AutoCloseable {
  private final Path path;
  private final FileChannel channel;

  private CsvFile(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /**
   * Opens a file for appending; a new one gets the header, a line cut short by a crash goes.
   *
   * @throws StoreException if its columns are others, or stand in another order
   */
  static CsvFile open(Path path, String header) throws IOException {
    PrivateFiles.inside(PrivateFiles.above(path));
    FileChannel channel =
        PrivateFiles.openOrCreate(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    CsvFile file = new CsvFile(path, channel);
    long end = endOfLastLine(channel);
    channel.truncate(end).position(end);
    if (end == 0) {
      file.append(header);
      PrivateFiles.force(PrivateFiles.above(path));
    } else {
      file.check(header.strip());
      channel.position(end);
    }
    return file;
  }

  private void check(String header) throws IOException {
    String found = new CsvLines(channel, 0, 1 << 12).next();
    if (!header.equals(found)) {
      channel.close();
      throw new StoreException(
          String.format(
              Locale.ROOT,
              "%s cannot be continued, for its columns are not in the order of %s: put them so, go"
                  + " on with the classes in TREBUCHET_CLASSPATH that it was begun with, or resume"
                  + " with another --store",
              path,
              header),
          null);
    }
  }

  private static long endOfLastLine(FileChannel channel) throws IOException {
    ByteBuffer one = ByteBuffer.allocate(1);
    for (long end = channel.size(); end > 0; end--) {
      one.clear();
      channel.read(one, end - 1);
      if (one.get(0) == '\n') {
        return end;
      }
    }
    return 0;
  }

  /** Complains of a file that somebody deleted: what it was given would be nowhere. */
  void append(String lines) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      throw new NoSuchFileException(path.toString(), null, "somebody has deleted or moved it");
    }
    ByteBuffer bytes = ByteBuffer.wrap(lines.getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  long size() throws IOException {
    return channel.position();
  }

  /** Takes back what was appended since the file had this size. */
  void truncate(long size) throws IOException {
    channel.truncate(size).position(size);
  }

  /** Forces everything to the disk. */
  void force() throws IOException {
    channel.force(true);
  }

  /** The same, for good. */
  @Override
  public void close() throws IOException {
    try (channel) {
      channel.force(true);
    }
  }
}
