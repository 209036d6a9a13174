package io.trebuchet.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UserFilesTest {
  @TempDir private Path folder;

  @Test
  void exportsFollowTheLinksOfTheirUser() throws IOException {
    Path target = Files.writeString(folder.resolve("target"), "longer than before");
    Path link = Files.createSymbolicLink(folder.resolve("link"), target);
    UserFiles.write(link, "text");
    UserFiles.append(link, "!");
    assertThat(target).hasContent("text!");
  }

  @Test
  void theUmaskLeavesWhatOthersMayRead() throws IOException {
    UserFiles.write(folder.resolve("made"), "");
    assertThat(Files.getPosixFilePermissions(folder.resolve("made")))
        .isEqualTo(PosixFilePermissions.fromString("rw-r--r--"));
  }

  @Test
  void aDirectoryIsNoFile() {
    assertThatThrownBy(() -> UserFiles.write(folder, ""))
        .isInstanceOf(UnusableFileException.class)
        .hasMessageContaining("is a directory: name a file");
  }
}
