package io.trebuchet.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Keeps a directory to one process; the system releases it even when the process is killed. */
final class DirectoryLock implements AutoCloseable {
  private final FileChannel channel;

  private DirectoryLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the lock of a database directory.
   *
   * @throws StoreException if this or another process holds it
   */
  static DirectoryLock acquire(Path directory) throws StoreException {
    return acquire(directory, "trebuchet.lock", "database");
  }

  /**
   * Takes a lock in a directory.
   *
   * @param what the directory is, for people
   * @throws StoreException if this or another process holds it
   */
  static DirectoryLock acquire(Path directory, String name, String what) throws StoreException {
    Path file = directory.resolve(name);
    FileChannel channel;
    try {
      Files.createDirectories(directory);
      channel =
          FileChannel.open(
              file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new StoreException("cannot write to the %s directory %s".formatted(what, directory), e);
    }
    try {
      if (lock(channel) == null) {
        String holder = read(channel);
        channel.close();
        throw new StoreException(
            "the %s %s is in use by %s: wait for it to end, or stop it"
                .formatted(what, directory, holder.isEmpty() ? "another process" : holder),
            null);
      }
      channel.truncate(0);
      channel.write(
          ByteBuffer.wrap(
              ("process " + ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8)),
          0);
      return new DirectoryLock(channel);
    } catch (StoreException e) {
      throw e;
    } catch (IOException e) {
      throw new StoreException("cannot lock the %s directory %s".formatted(what, directory), e);
    }
  }

  /** Null if somebody else has it. */
  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  private static String read(FileChannel channel) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(64);
    channel.read(buffer, 0);
    return new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8).strip();
  }

  @Override
  public void close() throws StoreException {
    try {
      channel.close();
    } catch (IOException e) {
      throw new StoreException("cannot release the database's lock", e);
    }
  }
}
