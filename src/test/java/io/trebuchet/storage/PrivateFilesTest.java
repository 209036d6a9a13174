package io.trebuchet.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

final class PrivateFilesTest {
  @TempDir private Path folder;

  @Test
  void directoriesAreOfTheirUserAlone() throws IOException {
    Path made = PrivateFiles.directory(folder.resolve("a/b"));
    for (Path directory : new Path[] {made, made.getParent()}) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
          .isEqualTo("rwx------");
    }
  }

  @Test
  void filesAreOfTheirUserAlone() throws IOException {
    Path file = folder.resolve("f");
    PrivateFiles.create(file).close();
    PrivateFiles.openOrCreate(folder.resolve("g"), StandardOpenOption.WRITE).close();
    for (Path made : new Path[] {file, folder.resolve("g")}) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void whatIsInAnOpenFolderIsAsOpenButForSecrets() throws IOException {
    Path open = PrivateFiles.directory(folder.resolve("open"), Readers.GROUP);
    Path inside = PrivateFiles.inside(open.resolve("inside"));
    Path file = inside.resolve("f");
    PrivateFiles.openOrCreate(file, StandardOpenOption.WRITE).close();
    Path secret = inside.resolve("s");
    PrivateFiles.createSecret(secret).close();
    Path closed = PrivateFiles.directory(open.resolve("closed"));
    assertThat(mode(inside)).isEqualTo("rwxr-x---");
    assertThat(mode(file)).isEqualTo("rw-r-----");
    assertThat(mode(secret)).isEqualTo("rw-------");
    assertThat(mode(closed)).isEqualTo("rwx------");
    AtomicFile.replace(inside.resolve("whole"), "text");
    assertThat(mode(inside.resolve("whole"))).isEqualTo("rw-r-----");
  }

  private static String mode(Path entry) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(entry));
  }

  @Test
  void aFolderOfARunIsNoLink() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("log"), folder);
    assertThatThrownBy(() -> PrivateFiles.inside(link))
        .isInstanceOf(UnusableFileException.class)
        .hasMessageContaining("symbolic link, not a directory");
  }

  @Test
  void aWholeReplacementFollowsNoLink() throws IOException {
    Path target = Files.writeString(folder.resolve("target"), "kept");
    Path link = Files.createSymbolicLink(folder.resolve("link"), target);
    AtomicFile.replace(link, "new");
    assertThat(target).hasContent("kept");
    assertThat(link).isRegularFile().hasContent("new");
  }

  @Test
  void whatIsContinuedKeepsWhatItHolds() throws IOException {
    Path file = folder.resolve("lines");
    for (String line : new String[] {"a\n", "b\n"}) {
      try (OutputStream out = PrivateFiles.append(file)) {
        out.write(line.getBytes(StandardCharsets.UTF_8));
      }
    }
    assertThat(file).hasContent("a\nb\n");
  }

  @Test
  void whatIsThereIsNotMadeAnew() throws IOException {
    Path target = Files.writeString(folder.resolve("target"), "kept");
    Path link = Files.createSymbolicLink(folder.resolve("link"), target);
    assertThatThrownBy(() -> PrivateFiles.create(link))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThatThrownBy(() -> PrivateFiles.openOrCreate(link, StandardOpenOption.WRITE))
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining("symbolic link");
    assertThatThrownBy(() -> PrivateFiles.read(link)).isInstanceOf(FileSystemException.class);
    assertThat(target).hasContent("kept");
  }

  @Test
  @Timeout(10)
  void pipesAndDirectoriesAreNoFiles() throws IOException, InterruptedException {
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    assertThatThrownBy(() -> PrivateFiles.read(pipe))
        .hasMessageContaining("a pipe, a socket or a device");
    assertThatThrownBy(() -> PrivateFiles.read(folder)).hasMessageContaining("a directory");
    assertThatThrownBy(() -> PrivateFiles.openOrCreate(pipe, StandardOpenOption.WRITE))
        .hasMessageContaining("a pipe, a socket or a device");
  }

  @Test
  void readsWholeFilesUpToASize() throws IOException {
    Path file = folder.resolve("f");
    try (FileChannel channel = PrivateFiles.create(file)) {
      assertThat(channel.write(ByteBuffer.wrap(new byte[] {1, 2, 3}))).isEqualTo(3);
    }
    assertThat(PrivateFiles.bytes(file, 3)).containsExactly(1, 2, 3);
    assertThatThrownBy(() -> PrivateFiles.bytes(file, 2)).hasMessageContaining("3 bytes");
    assertThatThrownBy(() -> PrivateFiles.bytes(folder.resolve("none"), 2))
        .isInstanceOf(NoSuchFileException.class);
  }
}
