/** How the ranks of a job step find each other and exchange messages, without MPI. */
package org.scr4j.library.comm;
