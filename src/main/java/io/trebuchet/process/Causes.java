package io.trebuchet.process;

import io.trebuchet.storage.UnusableFileException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Objects;

/** Why a file could not be read or written, in words: Java says no more than its name for some. */
public final class Causes {
  private Causes() {}

  /** The file, as far as it is known, and why. */
  public static String of(IOException error) {
    if (!(error instanceof FileSystemException file)
        || error instanceof UnusableFileException
        || file.getFile() == null) {
      return Objects.requireNonNullElse(error.getMessage(), error.getClass().getSimpleName());
    }
    return file.getFile() + ": " + why(file);
  }

  private static String why(FileSystemException error) {
    return switch (error) {
      case AccessDeniedException denied -> "permission denied";
      case NoSuchFileException missing -> "there is no such file or folder";
      case FileAlreadyExistsException exists -> "it exists already";
      case DirectoryNotEmptyException full -> "the folder is not empty";
      case NotDirectoryException file -> "it is not a folder";
      case FileSystemLoopException loop -> "its links lead to themselves";
      case FileSystemException other ->
          Objects.requireNonNullElse(other.getReason(), other.getClass().getSimpleName());
    };
  }
}
