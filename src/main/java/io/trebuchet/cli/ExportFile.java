package io.trebuchet.cli;

import io.trebuchet.process.UsageException;
import io.trebuchet.storage.UserFiles;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where an export goes. A file gets its name only once it is whole and on the disk: until then an
 * earlier one of the same name stays as it was. What is no file, such as a pipe or {@code
 * /dev/full}, and standard output are written as they are; whatever they do not take is an error.
 */
final class ExportFile implements AutoCloseable {
  private final @Nullable Path target;
  private final @Nullable Path temporary;
  private final OutputStream stream;
  private final @Nullable FileChannel channel;

  /** Standard output stays open for whatever comes after. */
  private final boolean closing;

  private ExportFile(
      @Nullable Path target,
      @Nullable Path temporary,
      OutputStream stream,
      @Nullable FileChannel channel,
      boolean closing) {
    this.target = target;
    this.temporary = temporary;
    this.stream = stream;
    this.channel = channel;
    this.closing = closing;
  }

  /** Writes an export. */
  interface Body {
    void write(OutputStream out) throws IOException;
  }

  /**
   * Writes an export to a file, or to standard output if there is none.
   *
   * @throws IOException if not all of it could be written; the file is as it was then
   */
  static void write(@Nullable Path output, Body body) throws IOException {
    try (ExportFile file = output == null ? standardOutput() : to(output)) {
      try {
        body.write(file.stream);
        file.commit();
      } catch (IOException e) {
        if (output == null && String.valueOf(e.getMessage()).contains("Broken pipe")) {
          // Whoever reads, such as head, has enough.
          return;
        }
        throw e;
      }
    }
  }

  private static ExportFile standardOutput() {
    System.out.flush();
    // Not System.out, which keeps errors to itself.
    return new ExportFile(
        null,
        null,
        new NamedStream("standard output", new FileOutputStream(FileDescriptor.out)),
        null,
        false);
  }

  private static ExportFile to(Path output) throws IOException {
    // Through a link, so that it goes on to point to the file.
    Path target = Files.exists(output) ? output.toRealPath() : output.toAbsolutePath();
    if (Files.isDirectory(target)) {
      throw new UsageException(output + " is a directory: name a file with -o");
    }
    Path folder = target.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new UsageException(
          String.format(Locale.ROOT, "%s: there is no folder %s", output, folder));
    }
    if (Files.exists(target) && !Files.isRegularFile(target)) {
      return new ExportFile(
          null, null, new NamedStream(target.toString(), UserFiles.write(target)), null, true);
    }
    String random = Long.toString(new SecureRandom().nextLong(Long.MAX_VALUE), 36);
    Path temporary =
        target.resolveSibling(
            String.format(Locale.ROOT, ".%s.%s.part", target.getFileName(), random));
    FileChannel channel = UserFiles.create(temporary);
    OutputStream stream = new NamedStream(output.toString(), Channels.newOutputStream(channel));
    return new ExportFile(target, temporary, stream, channel, true);
  }

  private void commit() throws IOException {
    stream.flush();
    if (channel != null && target != null && temporary != null) {
      channel.force(true);
      stream.close();
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  @Override
  public void close() throws IOException {
    if (temporary != null) {
      try {
        stream.close();
      } finally {
        Files.deleteIfExists(temporary);
      }
    } else if (closing) {
      stream.close();
    }
  }
}
