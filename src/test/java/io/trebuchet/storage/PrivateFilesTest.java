package io.trebuchet.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
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
    assertThatThrownBy(() -> PrivateFiles.read(pipe)).hasMessageContaining("a pipe or a device");
    assertThatThrownBy(() -> PrivateFiles.read(folder)).hasMessageContaining("a directory");
    assertThatThrownBy(() -> PrivateFiles.openOrCreate(pipe, StandardOpenOption.WRITE))
        .hasMessageContaining("a pipe or a device");
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
