//! What happened, who did it and when: hash-chained JSON Lines, on disk before anyone is told "saved".
