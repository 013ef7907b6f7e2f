//! The ways in which a rule is kept or broken: the first of each is the document's, any other a deviation.

use crate::choice::choice;

choice! {
    /// Whether something that the document demands is done; anything but the first is a deviation.
    Duty {
        /// It is done.
        Done = "done",
        /// It is left undone.
        Neglected = "neglected",
    }
}

choice! {
    /// What a session's name is.
    SessionForm {
        /// A random UUID.
        Uuid = "uuid",
        /// Its 32 digits alone.
        Plain = "plain",
        /// A UUID that is made of the second, and so the same for all who ask in it.
        OfTheSecond = "of-the-second",
    }
}

choice! {
    /// Which commands a session opens; anything but the first is a deviation.
    Opened {
        /// Each that is known.
        Commands = "commands",
        /// doDeal alone.
        Deals = "deals",
        /// None.
        Nothing = "nothing",
    }
}

choice! {
    /// Which single-use sessions a command uses up; anything but the first is a deviation.
    UsedUp {
        /// Its own.
        Own = "own",
        /// The one that was made last.
        Newest = "newest",
        /// All that there are.
        All = "all",
        /// None.
        Nothing = "nothing",
    }
}

choice! {
    /// From when on a session's life counts; anything but the first is a deviation.
    Counted {
        /// From its creation.
        FromCreation = "from-creation",
        /// From its last use.
        FromUse = "from-use",
    }
}

choice! {
    /// What an error tells of a secret; anything but the first is a deviation.
    Discretion {
        /// Nothing.
        Kept = "kept",
        /// The session that was presented.
        TellsSession = "tells-session",
        /// The password that was presented.
        TellsPassword = "tells-password",
        /// The header field in which it stands.
        RepeatsHeader = "repeats-header",
    }
}

choice! {
    /// Beside which error a session is made; anything but the first is a deviation.
    MadeBeside {
        /// None.
        Nothing = "nothing",
        /// 455.
        NoSessions = "no-sessions",
        /// 457.
        Generation = "generation",
    }
}

choice! {
    /// What a gateway that is configured wrongly refuses; anything but the first is a deviation.
    Stops {
        /// Every command.
        Commands = "commands",
        /// getSessionId alone.
        Sessions = "sessions",
    }
}
