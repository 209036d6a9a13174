package io.trebuchet.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** The file that says where the oldest batch of a spool begins. Not thread-safe. */
record SpoolCursor(Path path, FileChannel file) implements AutoCloseable {
  private static final String NAME = "cursor";
  private static final int CHECKED_BYTES = 2 * Long.BYTES;
  private static final int BYTES = CHECKED_BYTES + Integer.BYTES;

  /** Opens that of a spool's own folder, or makes it. */
  static SpoolCursor open(Path folder) throws IOException {
    Path path = folder.resolve(NAME);
    return new SpoolCursor(
        path, PrivateFiles.openOrCreate(path, StandardOpenOption.READ, StandardOpenOption.WRITE));
  }

  /**
   * Where a batch begins.
   *
   * @param index of the segment
   * @param at its byte there
   */
  record Position(long index, long at) {}

  /** What was written last; null if it is not known. */
  @Nullable Position read() throws IOException {
    ByteBuffer known = ByteBuffer.allocate(BYTES);
    file.read(known, 0);
    return known.position() == BYTES && known.getInt(CHECKED_BYTES) == checksum(known)
        ? new Position(known.getLong(0), known.getLong(Long.BYTES))
        : null;
  }

  void write(long index, long at) throws IOException {
    ByteBuffer position = ByteBuffer.allocate(BYTES);
    position.putLong(index).putLong(at);
    position.putInt(checksum(position)).flip();
    file.write(position, 0);
  }

  private static int checksum(ByteBuffer position) {
    CRC32C checksum = new CRC32C();
    checksum.update(position.slice(0, CHECKED_BYTES));
    return (int) checksum.getValue();
  }

  /** Removes it: the spool is empty. */
  void delete() throws IOException {
    Files.deleteIfExists(path);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
