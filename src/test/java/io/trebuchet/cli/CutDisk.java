package io.trebuchet.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/**
 * A disk with ext4 in a file, whose power can be cut: the file system takes nothing any more, and
 * what it had not written to the file is gone when it is mounted again.
 */
final class CutDisk implements AutoCloseable {
  /** {@code EXT4_IOC_SHUTDOWN} without flushing the file system's journal. */
  private static final String CUT =
      "import fcntl, os, struct, sys; fcntl.ioctl(os.open(sys.argv[1], os.O_RDONLY), 0x8004587d,"
          + " struct.pack('I', 2))";

  /** Sizes may be on the disk before the data, so that files have zeros where rows should be. */
  static final String UNORDERED = "loop,data=writeback,commit=1";

  /** As most systems have it. */
  static final String USUAL = "loop";

  private final Path image;
  private final Path path;
  private final String options;
  private int boot;

  private CutDisk(Path image, Path path, String options) {
    this.image = image;
    this.path = path;
    this.options = options;
  }

  /** Makes one; where that is not allowed the test is skipped. */
  static CutDisk mount(Path folder, String options) throws Exception {
    Path image = folder.resolve("disk.img");
    Path path = Files.createDirectories(folder.resolve("disk"));
    String made = run("mkfs.ext4", "-q", "-F", image.toString(), "300m");
    Assumptions.assumeTrue(made.isEmpty(), "no disk can be made here: " + made);
    CutDisk disk = new CutDisk(image, path, options);
    String mounted = disk.mount();
    Assumptions.assumeTrue(mounted.isEmpty(), "no disk can be mounted here: " + mounted);
    return disk;
  }

  private String mount() throws Exception {
    return run("mount", "-o", options, image.toString(), path.toString());
  }

  Path path() {
    return path;
  }

  /** Says which start of the machine this would be, to this process and those with the option. */
  List<String> boot() {
    System.setProperty("trebuchet.boot", Integer.toString(boot));
    return List.of("-Dtrebuchet.boot=" + boot);
  }

  /** From now on nothing gets to the disk. */
  void cut() throws Exception {
    done(run("python3", "-c", CUT, path.toString()));
  }

  /** The machine starts again; nobody may have anything open. */
  void startAgain() throws Exception {
    boot++;
    done(run("umount", path.toString()));
    done(mount());
  }

  private static void done(String said) throws IOException {
    if (!said.isEmpty()) {
      throw new IOException(said);
    }
  }

  private static String run(String... command) throws Exception {
    Process process = new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() == 0 ? "" : command[0] + " failed: " + said.strip();
  }

  @Override
  public void close() throws Exception {
    System.clearProperty("trebuchet.boot");
    done(run("umount", path.toString()));
  }
}
