package io.trebuchet.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.questdb.cairo.CairoConfiguration;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NotedFilesTest {
  @TempDir private Path folder;

  private List<Path> noted(NotedFiles files) throws Exception {
    List<Path> noted = new ArrayList<>();
    files.force(
        folder,
        path -> {
          noted.add(folder.relativize(path));
          return true;
        });
    return noted;
  }

  @Test
  void whatIsWrittenIsForcedOnceAndWhatIsOpenEachTime() throws Exception {
    NotedFiles files = new NotedFiles();
    try (io.questdb.std.str.Path a = new io.questdb.std.str.Path();
        io.questdb.std.str.Path b = new io.questdb.std.str.Path()) {
      Files.createDirectories(folder.resolve("t/ü"));
      long open =
          files.openRW(a.of(folder.resolve("t/ü/a.d").toString()).$(), CairoConfiguration.O_NONE);
      long closed = files.openCleanRW(b.of(folder.resolve("t/b.d").toString()).$(), 4096);
      assertThat(open).isPositive();
      assertThat(files.close(closed)).isTrue();
      assertThat(noted(files)).containsExactly(Path.of("t/b.d"), Path.of("t/ü/a.d"));
      assertThat(noted(files)).containsExactly(Path.of("t/ü/a.d"));
      assertThat(files.close(open)).isTrue();
      assertThat(noted(files)).containsExactly(Path.of("t/ü/a.d"));
      assertThat(noted(files)).isEmpty();
      long read = files.openRO(a.$());
      assertThat(files.close(read)).isTrue();
      assertThat(noted(files)).isEmpty();
    }
  }
}
