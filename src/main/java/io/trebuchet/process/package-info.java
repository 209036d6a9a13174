/** The process: who it is, how it ends, and what it tells its user then. */
@NullMarked
package io.trebuchet.process;

import org.jspecify.annotations.NullMarked;
