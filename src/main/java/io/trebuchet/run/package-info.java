/** A run from its config to its files, begun, gone on with, and looked at afterwards. */
@NullMarked
package io.trebuchet.run;

import org.jspecify.annotations.NullMarked;
