package io.trebuchet.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/** Keeps a directory to one process; the system releases it even when the process is killed. */
final class DirectoryLock implements AutoCloseable {
  /**
   * What this process holds. The system drops the lock of a process as soon as it closes any
   * channel of the file, so a file that is held here must not be opened again, be it to look.
   */
  private static final Set<Path> HELD = new HashSet<>();

  /** The lock of a database. */
  static final String DATABASE = "trebuchet.lock";

  /** Whoever only looks whether a lock is held holds it for a moment. */
  private static final int ATTEMPTS = 20;

  private static final Duration PAUSE = Duration.ofMillis(5);

  private final Path file;
  private final FileChannel channel;

  private DirectoryLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Takes the lock of a database directory.
   *
   * @throws StoreException if this or another process holds it
   */
  static DirectoryLock acquire(Path directory) throws StoreException {
    return acquire(directory, DATABASE, "database");
  }

  /**
   * Takes a lock in a directory.
   *
   * @param what the directory is, for people
   * @throws StoreException if this or another process holds it
   */
  static DirectoryLock acquire(Path directory, String name, String what) throws StoreException {
    synchronized (HELD) {
      try {
        Path file = PrivateFiles.directory(directory).toRealPath().resolve(name);
        if (HELD.contains(file)) {
          throw inUse(directory, what, "process " + ProcessHandle.current().pid());
        }
        FileChannel channel = open(file);
        try {
          if (!locked(channel)) {
            throw inUse(directory, what, read(channel));
          }
          channel.truncate(0);
          ByteBuffer holder =
              StandardCharsets.UTF_8.encode("process " + ProcessHandle.current().pid());
          channel.write(holder, 0);
        } catch (IOException e) {
          channel.close();
          throw e;
        }
        HELD.add(file);
        return new DirectoryLock(file, channel);
      } catch (StoreException e) {
        throw e;
      } catch (IOException e) {
        throw new StoreException(
            String.format(
                Locale.ROOT,
                "cannot write to the %s directory %s, or lock it: %s",
                what,
                directory,
                e),
            e);
      }
    }
  }

  /** For its user alone: whoever reads a file can lock it too, in a way that keeps others out. */
  private static FileChannel open(Path file) throws IOException {
    try {
      return PrivateFiles.createSecret(file, StandardOpenOption.READ);
    } catch (FileAlreadyExistsException e) {
      if (isPlanted(file)) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "%s belongs to %s, the folder to %s: choose another folder",
                file,
                Ownership.owner(file),
                Ownership.owner(PrivateFiles.above(file))),
            e);
      }
      FileChannel channel =
          PrivateFiles.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
      Readers.close(file);
      return channel;
    }
  }

  /** Whether a lock is neither ours nor of whoever has the folder. */
  private static boolean isPlanted(Path file) throws IOException {
    return Ownership.isForeign(file) && !Ownership.sameOwner(file, PrivateFiles.above(file));
  }

  private static StoreException inUse(Path directory, String what, String holder) {
    return new StoreException(
        String.format(
            Locale.ROOT,
            "the %s %s is in use by %s: wait for it to end, or stop it",
            what,
            directory,
            holder.isEmpty() ? "another process" : holder),
        null);
  }

  private static boolean locked(FileChannel channel) throws IOException {
    for (int attempt = 1; channel.tryLock() == null; attempt++) {
      if (attempt == ATTEMPTS) {
        return false;
      }
      LockSupport.parkNanos(PAUSE.toNanos());
    }
    return true;
  }

  /** Whether this or another process holds a lock, which stays as it is. */
  static boolean isHeld(Path directory, String name) throws IOException {
    synchronized (HELD) {
      if (!Files.exists(directory.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
        return false;
      }
      Path file = directory.toRealPath().resolve(name);
      if (HELD.contains(file)) {
        return true;
      }
      if (isPlanted(file)) {
        return false;
      }
      // Shared: two that look do not take each other for the holder.
      try (FileChannel channel = PrivateFiles.read(file);
          FileLock looking = channel.tryLock(0, Long.MAX_VALUE, true)) {
        return looking == null;
      } catch (AccessDeniedException e) {
        return SystemLocks.isHeld(file);
      }
    }
  }

  private static String read(FileChannel channel) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(64);
    channel.read(buffer, 0);
    return new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8).strip();
  }

  @Override
  public void close() throws StoreException {
    synchronized (HELD) {
      try {
        channel.close();
      } catch (IOException e) {
        throw new StoreException("cannot release the lock " + file, e);
      } finally {
        HELD.remove(file);
      }
    }
  }
}
