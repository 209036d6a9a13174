package io.trebuchet.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

final class OpenFilesTest {
  @Test
  void aLimitThatIsTooLowIsToldWithWhatToDo() {
    assertThatCode(() -> OpenFiles.check(512, "the database", 512)).doesNotThrowAnyException();
    assertThatThrownBy(() -> OpenFiles.check(512, "the database", 256))
        .isInstanceOf(StoreException.class)
        .hasMessageContainingAll("the database", "512", "256", "ulimit -n");
  }

  @Test
  void isRecognizedInTheWordsOfTheSystemAndOfQuestDb() {
    assertThat(OpenFiles.saidBy(new IOException("a: Too many open files"))).isTrue();
    assertThat(OpenFiles.saidBy(new IOException("x", new IOException("[24] could not open"))))
        .isTrue();
    assertThat(OpenFiles.saidBy(new IOException("No space left on device"))).isFalse();
    assertThat(OpenFiles.saidBy(null)).isFalse();
  }

  @Test
  void aSuspendedTableIsToldWithItsOwnCause() {
    QuestDbQueries.AppliedCheck check = QuestDbQueries.AppliedCheck.start("db");
    assertThatThrownBy(() -> check.table("step", true, 2, "could not open [errno=24]"))
        .hasMessageContainingAll("suspended the table step", "errno=24", "ulimit -n")
        .hasMessageNotContaining("disk");
    assertThatThrownBy(() -> check.table("step", true, 2, "[28] No space left on device"))
        .hasMessageContainingAll("No space left", "free some space", "RESUME WAL");
  }
}
