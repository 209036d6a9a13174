package io.trebuchet.bench;

import io.trebuchet.storage.PrivateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder for what a measurement leaves behind; closing deletes it with all that is in it. */
public record ScratchFolder(Path path) implements AutoCloseable {
  /** A new folder whose name begins so. */
  public static ScratchFolder create(String name) throws IOException {
    return new ScratchFolder(Files.createTempDirectory(name));
  }

  @Override
  public void close() throws IOException {
    // A browser that is ending still deletes files of its own.
    PrivateFiles.deleteTree(path);
  }
}
