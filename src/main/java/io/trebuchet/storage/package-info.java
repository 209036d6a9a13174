/** Line protocol, database clients, the embedded database, and the files of a run directory. */
@NullMarked
package io.trebuchet.storage;

import org.jspecify.annotations.NullMarked;
