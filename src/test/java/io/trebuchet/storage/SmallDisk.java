package io.trebuchet.storage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** A file system in memory of a given size, where this process may mount one. */
public final class SmallDisk implements AutoCloseable {
  private final Path path;

  private SmallDisk(Path path) {
    this.path = path;
  }

  /** Mounts one below a folder; without the right to do so the test is skipped. */
  public static SmallDisk mount(Path folder, String size) throws Exception {
    return mountAt(Files.createDirectories(folder.resolve("disk")), size);
  }

  /** The same over an existing folder. */
  public static SmallDisk mountAt(Path path, String size) throws Exception {
    String said =
        run("mount", "-t", "tmpfs", "-o", "mode=700,size=" + size, "tmpfs", path.toString());
    Assumptions.assumeTrue(said.isEmpty(), "no small disk can be mounted here: " + said);
    return new SmallDisk(path);
  }

  public Path path() {
    return path;
  }

  /** Bytes in use. */
  public long used() throws IOException {
    FileStore store = Files.getFileStore(path);
    return store.getTotalSpace() - store.getUsableSpace();
  }

  @Override
  public void close() throws Exception {
    String said = run("umount", path.toString());
    if (!said.isEmpty()) {
      throw new IOException(said);
    }
  }

  private static String run(String... command) throws Exception {
    Process process = new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() == 0 ? "" : "it failed: " + said.strip();
  }
}
