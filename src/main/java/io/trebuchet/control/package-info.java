/** Pure stop rules and certificates: the history of one trial gives a verdict. */
@NullMarked
package io.trebuchet.control;

import org.jspecify.annotations.NullMarked;
