package io.trebuchet.storage;

import io.questdb.std.FilesFacadeImpl;
import io.questdb.std.str.LPSZ;
import io.questdb.std.str.Utf8s;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * The file system as QuestDB sees it; notes what QuestDB writes to, so that this can be forced to
 * the disk later, all at once. QuestDB itself forces each commit or none. Thread-safe.
 */
final class NotedFiles extends FilesFacadeImpl {
  /** Files that are open for writing: what is mapped may change at any time. */
  private final Map<Long, String> open = new ConcurrentHashMap<>();

  private final Set<String> written = ConcurrentHashMap.newKeySet();

  private long noted(long fd, LPSZ name) {
    if (fd > -1) {
      open.put(fd, Utf8s.stringFromUtf8Bytes(name));
    }
    return fd;
  }

  @Override
  public long openRW(LPSZ name, int options) {
    return noted(super.openRW(name, options), name);
  }

  @Override
  public long openRWNoCache(LPSZ name, int options) {
    return noted(super.openRWNoCache(name, options), name);
  }

  @Override
  public long openCleanRW(LPSZ name, long size) {
    return noted(super.openCleanRW(name, size), name);
  }

  @Override
  public long openAppend(LPSZ name) {
    return noted(super.openAppend(name), name);
  }

  @Override
  public boolean close(long fd) {
    closing(fd);
    return super.close(fd);
  }

  @Override
  public boolean closeRemove(long fd, LPSZ path) {
    closing(fd);
    return super.closeRemove(fd, path);
  }

  @Override
  public void fsyncAndClose(long fd) {
    closing(fd);
    super.fsyncAndClose(fd);
  }

  private void closing(long fd) {
    String path = open.get(fd);
    if (path != null) {
      written.add(path);
      open.remove(fd);
    }
  }

  @Override
  public int rename(LPSZ from, LPSZ to) {
    int renamed = super.rename(from, to);
    written.add(Utf8s.stringFromUtf8Bytes(to));
    return renamed;
  }

  @Override
  public int copy(LPSZ from, LPSZ to) {
    written.add(Utf8s.stringFromUtf8Bytes(to));
    return super.copy(from, to);
  }

  @Override
  public int hardLink(LPSZ from, LPSZ to) {
    written.add(Utf8s.stringFromUtf8Bytes(to));
    return super.hardLink(from, to);
  }

  /**
   * Forces what was written since the last time, with the names that lead there.
   *
   * @param wanted of those files; the others need not last
   * @param root of all of them
   */
  void force(Path root, Predicate<Path> wanted) throws IOException {
    Set<String> paths = new TreeSet<>(written);
    written.removeAll(paths);
    paths.addAll(open.values());
    Set<Path> folders = new TreeSet<>();
    try {
      for (String text : paths) {
        Path file = Path.of(text).toAbsolutePath().normalize();
        if (file.startsWith(root) && wanted.test(file) && force(file)) {
          for (Path above = file.getParent();
              above != null && above.startsWith(root) && folders.add(above);
              above = above.getParent()) {}
        }
      }
      for (Path folder : folders) {
        boolean unused = force(folder);
      }
    } catch (IOException e) {
      written.addAll(paths);
      throw e;
    }
  }

  /** Forces all that lies below a folder. */
  static void forceAll(Path root, Predicate<Path> wanted) throws IOException {
    try (var all = Files.walk(root)) {
      for (Path path : (Iterable<Path>) all::iterator) {
        if (Files.isDirectory(path) || wanted.test(path)) {
          boolean unused = force(path);
        }
      }
    }
  }

  /** False if it is not there any more, which whoever removed it wanted. */
  private static boolean force(Path path) throws IOException {
    try {
      PrivateFiles.force(path);
      return true;
    } catch (NoSuchFileException e) {
      return false;
    }
  }
}
