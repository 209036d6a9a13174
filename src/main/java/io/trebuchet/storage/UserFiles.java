package io.trebuchet.storage;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Files that users name for themselves, such as exports: through links of theirs, and with the
 * rights that their umask leaves. Opening a database changes the umask of the process, so the
 * launcher tells what it was.
 */
public final class UserFiles {
  private static final String UMASK = "trebuchet.umask";
  private static final String USUAL_UMASK = "022";
  private static final int OCTAL = 8;

  private static final String ALL = "rwxrwxrwx";
  private static final int FILE = 0666;
  private static final int DIRECTORY = 0777;

  private UserFiles() {}

  /** The text of a file. */
  public static String text(Path file) throws IOException {
    return Files.readString(file);
  }

  /** Replaces what a file holds. */
  public static OutputStream write(Path file) throws IOException {
    return Channels.newOutputStream(
        open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE));
  }

  /** The same with a whole text. */
  public static void write(Path file, String text) throws IOException {
    try (OutputStream out = write(file)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  /** Adds to a file. */
  public static void append(Path file, String text) throws IOException {
    try (OutputStream out =
        Channels.newOutputStream(
            open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND))) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  /** Replaces a file as a whole. */
  static void replace(Path file, ByteBuffer bytes) throws IOException {
    folderOf(file);
    AtomicFile.replace(file, bytes, UserFiles::create);
  }

  /** Makes a file that was not there. */
  public static FileChannel create(Path file) throws IOException {
    return open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  /** Makes the directories above a file that are missing. */
  public static void folderOf(Path file) throws IOException {
    Path folder = PrivateFiles.above(file);
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder, attributes(folder, DIRECTORY));
    }
  }

  private static FileChannel open(Path file, OpenOption... options) throws IOException {
    if (Files.isDirectory(file)) {
      throw new UnusableFileException(file + " is a directory: name a file", null);
    }
    return FileChannel.open(file, Set.of(options), attributes(file, FILE));
  }

  private static FileAttribute<?>[] attributes(Path at, int mode) {
    int left = mode & ~Integer.parseInt(System.getProperty(UMASK, USUAL_UMASK), OCTAL);
    StringBuilder rights = new StringBuilder();
    for (int i = 0; i < ALL.length(); i++) {
      boolean has = (left >> (ALL.length() - 1 - i) & 1) == 1;
      rights.append(has ? ALL.charAt(i) : '-');
    }
    return Readers.attributes(at, PosixFilePermissions.fromString(rights.toString()));
  }
}
