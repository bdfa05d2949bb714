"""The Task Force in public: members, meetings, exercises, duties."""
